import {
  type AnyEvent,
  type ClusterReadings,
  type ClusterShape,
  NodeWatch,
  parseAddress,
  sceneOf,
} from "@ordeal/model";

/** What a card's cell says, the worst first. */
export const cellStates = ["off", "down", "quarantined", "faulty", "throttled", "job", "spare"] as const;
export type CellState = (typeof cellStates)[number];

export const cellMeanings: Readonly<Record<CellState, string>> = {
  off: "powered off by its cooling loop",
  down: "its node cannot be used",
  quarantined: "its node is quarantined",
  faulty: "a fault is active on it",
  throttled: "slowed down by its cooling loop",
  job: "in the job",
  spare: "a spare",
};

/** A fault that is active, as the events tell it. */
export interface ActiveFault {
  readonly id: string;
  readonly kind: string;
  readonly cause: string;
  readonly targets: ReadonlyArray<string>;
  readonly sinceUs: number;
}

/** What a loop is like. */
export interface LoopState {
  state: "cool" | "throttled" | "off";
  temperatureC: number | undefined;
}

/** The cluster as its events and its sensors tell it; nodes of which something changed are to be drawn again. */
export class ClusterState {
  readonly shape: ClusterShape;
  readonly nodes: NodeWatch;
  readonly faults = new Map<string, ActiveFault>();
  readonly loops: ReadonlyArray<LoopState>;
  /** Nodes to draw again; all of them where `isAllDirty`. */
  readonly dirty = new Set<number>();
  isAllDirty = true;
  /** How many active faults strike a card, by its index over the site. */
  private readonly struck = new Map<number, number>();
  private readonly loopOfSupernode: Int32Array;

  constructor(shape: ClusterShape) {
    this.shape = shape;
    this.nodes = new NodeWatch(sceneOf(shape));
    this.loops = shape.loops.map(() => ({ state: "cool", temperatureC: undefined }));
    this.loopOfSupernode = new Int32Array(Math.ceil(shape.nodes / shape.nodesPerSupernode)).fill(-1);
    for (const [loop, { from, to }] of shape.loops.entries()) this.loopOfSupernode.fill(loop, from, to + 1);
  }

  get supernodes(): number {
    return this.loopOfSupernode.length;
  }

  loopOf(node: number): LoopState | undefined {
    return this.loops[this.loopOfSupernode[Math.floor(node / this.shape.nodesPerSupernode)] ?? -1];
  }

  stateOf(node: number, card: number): CellState {
    const loop = this.loopOf(node);
    if (loop?.state === "off") return "off";
    if (this.nodes.down.has(node)) return "down";
    if (this.nodes.quarantined.has(node)) return "quarantined";
    if ((this.struck.get(node * this.shape.cardsPerNode + card) ?? 0) > 0) return "faulty";
    if (loop?.state === "throttled") return "throttled";
    return this.nodes.inJob.has(node) ? "job" : "spare";
  }

  see(event: AnyEvent): void {
    this.nodes.see(event);
    switch (event.type) {
      case "node.down":
      case "node.up":
      case "node.assigned":
      case "node.removed":
      case "node.quarantined":
      case "node.released":
        this.touch(this.nodes.places.node(event.data.node));
        return;
      case "fault.started": {
        const { faultId, kind, cause, targets } = event.data;
        this.faults.set(faultId, { id: faultId, kind, cause, targets, sinceUs: event.atUs });
        this.strike(targets, 1);
        return;
      }
      case "fault.ended": {
        const fault = this.faults.get(event.data.faultId);
        this.faults.delete(event.data.faultId);
        if (fault !== undefined) this.strike(fault.targets, -1);
        return;
      }
      case "loop.throttled":
        return this.setLoop(event.data, "throttled");
      case "loop.tripped":
        return this.setLoop(event.data, "off");
      case "loop.released":
      case "loop.restored":
        return this.setLoop(event.data, "cool");
    }
  }

  /** The sensors know temperatures between the events. */
  read({ supernodes }: ClusterReadings): void {
    for (const { supernode, temperatureC } of supernodes) {
      const address = parseAddress(supernode);
      if (address?.component !== "supernode") continue;
      const index = this.loopOfSupernode[address.supernode] ?? -1;
      const loop = this.loops[index];
      if (loop === undefined) continue;
      const isOther = Math.round(loop.temperatureC ?? 0) !== Math.round(temperatureC);
      loop.temperatureC = temperatureC;
      if (isOther) this.touchLoop(index);
    }
  }

  /** Whether something is wrong with a component that is no card and no node. */
  isFaulty(address: string): boolean {
    for (const { targets } of this.faults.values()) if (targets.includes(address)) return true;
    return false;
  }

  private setLoop({ loop, temperatureC }: { loop: string; temperatureC: number }, state: LoopState["state"]): void {
    const address = parseAddress(loop);
    const index = address?.component === "loop" ? address.loop : -1;
    const known = this.loops[index];
    if (known === undefined) return;
    known.state = state;
    known.temperatureC = temperatureC;
    this.touchLoop(index);
  }

  private touchLoop(index: number): void {
    const range = this.shape.loops[index];
    if (range === undefined) return;
    const { nodes, nodesPerSupernode } = this.shape;
    const end = Math.min(nodes, (range.to + 1) * nodesPerSupernode);
    for (let node = range.from * nodesPerSupernode; node < end; node++) this.dirty.add(node);
  }

  private touch(node: number): void {
    if (node >= 0) this.dirty.add(node);
  }

  private strike(targets: ReadonlyArray<string>, by: 1 | -1): void {
    const { cardsPerNode, nodesPerSupernode } = this.shape;
    for (const target of targets) {
      const address = parseAddress(target);
      if (address === undefined) continue;
      if (address.component === "card") {
        this.add((address.supernode * nodesPerSupernode + address.node) * cardsPerNode + address.card, by);
      } else if (address.component === "node" || address.component === "uplink") {
        const node = address.supernode * nodesPerSupernode + address.node;
        for (let card = 0; card < cardsPerNode; card++) this.add(node * cardsPerNode + card, by);
      } else if ("supernode" in address) this.dirty.add(address.supernode * nodesPerSupernode);
    }
  }

  private add(card: number, by: 1 | -1): void {
    const count = (this.struck.get(card) ?? 0) + by;
    if (count <= 0) this.struck.delete(card);
    else this.struck.set(card, count);
    this.touch(Math.floor(card / this.shape.cardsPerNode));
  }
}
