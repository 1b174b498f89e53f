/**
 * What a fleet keeps of each node and slot: a few bytes, to begin with all zero. A run touches those that its faults
 * strike, so that its memory is clean again in a time that grows with those, and serves the next run of the process.
 */
export class FleetMemory {
  /** For each node its role; 0 for one that has the role it had at the start, and that nobody has asked for. */
  readonly roles: Uint8Array;
  /** For each node that something holds, one more than its place in the lists of those; 0 for the others. */
  readonly held: Int32Array;
  /** For each node that took a slot over, one more than the slot. */
  readonly slots: Int32Array;
  /** For each slot, one more than the node that took it over; 0 where the first one is still there, -1 where none is. */
  readonly nodes: Int32Array;
  private readonly nodesTouched: Array<number> = [];
  private readonly slotsTouched: Array<number> = [];

  constructor(nodes: number, slots: number) {
    this.roles = new Uint8Array(nodes);
    this.held = new Int32Array(nodes);
    this.slots = new Int32Array(nodes);
    this.nodes = new Int32Array(slots);
  }

  /** Gives a node its first role: whoever writes anything of a node has asked for that before. */
  touch(node: number, role: number): void {
    this.roles[node] = role;
    this.nodesTouched.push(node);
  }

  /** Puts a node into a slot. */
  fill(slot: number, node: number): void {
    if (this.nodes[slot] === 0) this.slotsTouched.push(slot);
    this.nodes[slot] = node;
  }

  private clear(): void {
    const { nodesTouched, slotsTouched } = this;
    for (const node of nodesTouched) {
      this.roles[node] = 0;
      this.held[node] = 0;
      this.slots[node] = 0;
    }
    for (const slot of slotsTouched) this.nodes[slot] = 0;
    nodesTouched.length = 0;
    slotsTouched.length = 0;
  }

  /** Clean memory for so many nodes and slots: that of a run which is over, or new. */
  static take(nodes: number, slots: number): FleetMemory {
    const memory = idle;
    if (memory === undefined || memory.roles.length < nodes || memory.nodes.length < slots)
      return new FleetMemory(nodes, slots);
    idle = undefined;
    return memory;
  }

  /** Nobody looks at this memory any more: it is there for the next run. */
  giveBack(): void {
    this.clear();
    if (idle === undefined || idle.roles.length < this.roles.length) idle = this;
  }
}

/** The memory of the run that was over last, or the largest of several. */
let idle: FleetMemory | undefined;
