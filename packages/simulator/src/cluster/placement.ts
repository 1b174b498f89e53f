import type { Topology } from "./topology.ts";

/**
 * Which nodes the job takes at the start: in every supernode the first so many, the others are spares. With spares
 * anywhere the job is packed into the first supernodes; with spares per supernode they are spread evenly.
 * The job's nodes have slots, numbered in order.
 */
export class Placement {
  /** Slots before each supernode; one more entry holds them all. */
  private readonly slotsBefore: Int32Array;
  private readonly topology: Topology;
  readonly firstSpare: number;

  constructor(topology: Topology, jobNodes: number, spread: boolean) {
    this.topology = topology;
    this.slotsBefore = new Int32Array(topology.supernodes + 1);
    const spares = topology.nodes - jobNodes;
    for (let s = 0; s < topology.supernodes; s++) {
      const [from, end] = topology.nodesOfSupernode(s);
      const sparesBefore = (node: number) => Math.floor((node * spares) / topology.nodes);
      const taken = spread
        ? end - from - (sparesBefore(end) - sparesBefore(from))
        : Math.max(0, Math.min(end, jobNodes) - from);
      this.slotsBefore[s + 1] = (this.slotsBefore[s] as number) + taken;
    }
    this.firstSpare = this.spareFrom(0);
  }

  /** How many of a supernode's nodes are the job's at the start. */
  jobNodesOf(supernode: number): number {
    return (this.slotsBefore[supernode + 1] as number) - (this.slotsBefore[supernode] as number);
  }

  /** How many nodes of a range, the last not included, are the job's at the start. */
  jobNodesBetween(from: number, end: number): number {
    const { topology } = this;
    let count = 0;
    for (let node = from; node < end; ) {
      const supernode = topology.supernodeOf(node);
      const [first, last] = topology.nodesOfSupernode(supernode);
      count += Math.max(0, Math.min(end, first + this.jobNodesOf(supernode)) - node);
      node = last;
    }
    return count;
  }

  isJobNode(node: number): boolean {
    const supernode = this.topology.supernodeOf(node);
    return node - supernode * this.topology.nodesPerSupernode < this.jobNodesOf(supernode);
  }

  slotOf(node: number): number {
    const supernode = this.topology.supernodeOf(node);
    return (this.slotsBefore[supernode] as number) + (node - supernode * this.topology.nodesPerSupernode);
  }

  nodeAt(slot: number): number {
    let low = 0;
    let high = this.topology.supernodes;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.slotsBefore[middle] as number) <= slot) low = middle;
      else high = middle;
    }
    return low * this.topology.nodesPerSupernode + (slot - (this.slotsBefore[low] as number));
  }

  /** The first node at or after this one that is a spare at the start; the number of nodes when there is none. */
  spareFrom(node: number): number {
    const { topology } = this;
    while (node < topology.nodes) {
      const supernode = topology.supernodeOf(node);
      const [from, end] = topology.nodesOfSupernode(supernode);
      const first = Math.max(node, from + this.jobNodesOf(supernode));
      if (first < end) return first;
      node = end;
    }
    return topology.nodes;
  }
}
