import type { TimeWeighted } from "../measure/time-weighted.ts";
import type { Placement } from "./placement.ts";
import type { Topology } from "./topology.ts";

/** What a node is for: in the job, a spare, out (it failed and was replaced) or quarantined. */
export type Role = "job" | "spare" | "out" | "quarantined";

/** Whatever makes a node unusable, until it lets go: a fault, a tripped loop, a lost fabric. */
export interface Holder {
  readonly id: string;
}

/** Who is told when a node can no longer be used, and when it can again. */
export interface FleetListener {
  nodeDown(node: number, holder: Holder): void;
  nodeUp(node: number): void;
}

export interface Quarantine {
  readonly faults: number;
  readonly windowUs: number;
}

/**
 * Who is in the job, who is spare, and who cannot be used. Only nodes that differ from their start are kept, so that
 * work and memory follow the faults and not the nodes.
 */
export class Fleet {
  private readonly topology: Topology;
  private readonly placement: Placement;
  private readonly nodesDown: TimeWeighted;
  private readonly listener: FleetListener;
  private readonly roles = new Map<number, Role>();
  private readonly holders = new Map<number, Array<Holder>>();
  /** Slots whose node is not the one of the start; -1 for a vacant one. */
  private readonly slots = new Map<number, number>();
  private readonly slotOfNode = new Map<number, number>();
  private readonly jobNodesChange = new Map<number, number>();
  private readonly faultTimes = new Map<number, Array<number>>();
  /** Nodes that came back as spares, lowest first; entries that are no longer spare are skipped when met. */
  private readonly returned: Array<number> = [];
  private freshSpare: number;
  private readonly slotCount: number;
  /** Job nodes that cannot be used now. */
  readonly unusableInJob = new Set<number>();
  jobNodes: number;
  sparesUsable: number;
  sparesLowest: number;

  constructor(
    topology: Topology,
    placement: Placement,
    jobNodes: number,
    nodesDown: TimeWeighted,
    listener: FleetListener,
  ) {
    this.topology = topology;
    this.placement = placement;
    this.nodesDown = nodesDown;
    this.listener = listener;
    this.slotCount = jobNodes;
    this.jobNodes = jobNodes;
    this.sparesUsable = topology.nodes - jobNodes;
    this.sparesLowest = this.sparesUsable;
    this.freshSpare = placement.spareFrom(0);
  }

  role(node: number): Role {
    return this.roles.get(node) ?? (this.placement.isJobNode(node) ? "job" : "spare");
  }

  isInJob(node: number): boolean {
    return this.role(node) === "job";
  }

  isUsable(node: number): boolean {
    return !this.holders.has(node);
  }

  jobNodesOfSupernode(supernode: number): number {
    return this.placement.jobNodesOf(supernode) + (this.jobNodesChange.get(supernode) ?? 0);
  }

  /** Whether a range of supernodes holds a node of the job. */
  hasJobNodes(fromSupernode: number, endSupernode: number): boolean {
    for (let s = fromSupernode; s < endSupernode; s++) if (this.jobNodesOfSupernode(s) > 0) return true;
    return false;
  }

  /** The node in a slot of the job; -1 when the slot is vacant. */
  nodeInSlot(slot: number): number {
    return this.slots.get(slot) ?? this.placement.nodeAt(slot);
  }

  get slotsTotal(): number {
    return this.slotCount;
  }

  /** Makes a node unusable on behalf of a holder. */
  hold(node: number, holder: Holder, atUs: number): void {
    const present = this.holders.get(node);
    if (present !== undefined) {
      if (!present.includes(holder)) present.push(holder);
      return;
    }
    this.holders.set(node, [holder]);
    this.nodesDown.add(atUs, 1);
    const role = this.role(node);
    if (role === "job") this.unusableInJob.add(node);
    if (role === "spare") this.countSpares(-1);
    this.listener.nodeDown(node, holder);
  }

  /** Lets a holder go; the node becomes usable when that was the last. */
  release(node: number, holder: Holder, atUs: number): void {
    const present = this.holders.get(node);
    if (present === undefined) return;
    const index = present.indexOf(holder);
    if (index < 0) return;
    present.splice(index, 1);
    if (present.length > 0) return;
    this.holders.delete(node);
    this.nodesDown.add(atUs, -1);
    const role = this.role(node);
    if (role === "job") this.unusableInJob.delete(node);
    if (role === "spare") this.offer(node);
    this.listener.nodeUp(node);
  }

  holdersOf(node: number): ReadonlyArray<Holder> {
    return this.holders.get(node) ?? [];
  }

  /** Remembers that a fault struck this node; returns whether that makes it a repeat offender. */
  isRepeatOffender(node: number, atUs: number, { faults, windowUs }: Quarantine): boolean {
    const times = (this.faultTimes.get(node) ?? []).filter((time) => atUs - time <= windowUs);
    times.push(atUs);
    this.faultTimes.set(node, times.slice(-faults));
    return times.length >= faults;
  }

  /** Gives a node that is not in the job another role; a usable spare may then be taken. */
  setRole(node: number, role: "spare" | "quarantined"): void {
    const wasSpare = this.isSpare(node);
    this.roles.set(node, role);
    if (wasSpare) this.countSpares(-1);
    if (this.isSpare(node)) this.offer(node);
  }

  /** Takes a node out of the job; it is out until {@link setRole} says otherwise. Its slot is vacant. */
  remove(node: number): number {
    const slot = this.slotOfNode.get(node) ?? this.placement.slotOf(node);
    this.slotOfNode.delete(node);
    this.slots.set(slot, -1);
    this.roles.set(node, "out");
    this.unusableInJob.delete(node);
    this.jobNodes--;
    this.countInSupernode(node, -1);
    return slot;
  }

  /** Puts the next usable spare into a vacant slot; -1 when there is none. A supernode limits where it is taken. */
  assign(slot: number, supernode: number | undefined): number {
    const node = supernode === undefined ? this.takeSpare() : this.takeSpareIn(supernode);
    if (node < 0) return -1;
    this.roles.set(node, "job");
    this.slots.set(slot, node);
    this.slotOfNode.set(node, slot);
    this.jobNodes++;
    this.countInSupernode(node, 1);
    this.countSpares(-1);
    return node;
  }

  /** Usable spares inside one supernode. */
  sparesIn(supernode: number): number {
    const [from, end] = this.topology.nodesOfSupernode(supernode);
    let count = 0;
    for (let node = from; node < end; node++) if (this.isSpare(node)) count++;
    return count;
  }

  private isSpare(node: number): boolean {
    return this.isUsable(node) && this.role(node) === "spare";
  }

  private takeSpare(): number {
    let best = -1;
    for (let index = this.returned.length - 1; index >= 0; index--) {
      const node = this.returned[index] as number;
      if (!this.isSpare(node)) this.returned.splice(index, 1);
      else if (best < 0 || node < best) best = node;
    }
    while (this.freshSpare < this.topology.nodes && !this.isSpare(this.freshSpare)) {
      this.freshSpare = this.placement.spareFrom(this.freshSpare + 1);
    }
    if (this.freshSpare < this.topology.nodes && (best < 0 || this.freshSpare < best)) best = this.freshSpare;
    return best;
  }

  private takeSpareIn(supernode: number): number {
    const [from, end] = this.topology.nodesOfSupernode(supernode);
    for (let node = from; node < end; node++) if (this.isSpare(node)) return node;
    return -1;
  }

  private offer(node: number): void {
    this.returned.push(node);
    this.countSpares(1);
  }

  private countSpares(change: number): void {
    this.sparesUsable += change;
    if (this.sparesUsable < this.sparesLowest) this.sparesLowest = this.sparesUsable;
  }

  private countInSupernode(node: number, change: number): void {
    const supernode = this.topology.supernodeOf(node);
    this.jobNodesChange.set(supernode, (this.jobNodesChange.get(supernode) ?? 0) + change);
  }
}
