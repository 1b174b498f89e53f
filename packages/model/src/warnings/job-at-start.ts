import { type Address, ANY } from "../address.ts";
import { type Cluster, loopsOf, nodesPerRackOf, supernodesOf } from "../cluster.ts";
import type { Scenario } from "../experiment.ts";
import type { Selector } from "../selector.ts";

/**
 * Where the job's nodes are at the start: in every supernode the first so many. Packed into the first supernodes, or
 * spread evenly where spares replace only nodes of their own supernode.
 */
export class JobAtStart {
  private readonly cluster: Cluster;
  private readonly jobNodes: number;
  private readonly isSpread: boolean;

  constructor({ cluster, job, recovery }: Pick<Scenario, "cluster" | "job" | "recovery">) {
    this.cluster = cluster;
    this.jobNodes = job.nodes;
    this.isSpread = recovery.spareScope === "supernode";
  }

  /** Whether there is a node that the job does not take. */
  get hasSpares(): boolean {
    return this.jobNodes < this.cluster.nodes;
  }

  /** Whether a component is a node of the job, lies in one or holds one; of a glob, whether any does. */
  private touches(address: Address): boolean {
    const nodeIn = (supernode: number, first: number) => this.some(supernode, (count) => first < count);
    switch (address.component) {
      case "node":
      case "card":
      case "uplink":
        return nodeIn(address.supernode, Math.max(0, address.node));
      case "rack":
        return nodeIn(address.supernode, Math.max(0, address.rack) * nodesPerRackOf(this.cluster));
      case "supernode":
      case "plane":
      case "tor":
        return nodeIn(address.supernode, 0);
      case "loop": {
        const loops = loopsOf(this.cluster);
        const served = address.loop === ANY ? loops : [loops[address.loop] ?? { from: 0, to: -1 }];
        return served.some(({ from, to }) => this.someOf(from, to, (count) => count > 0));
      }
      default:
        return true;
    }
  }

  /** Whether what a selector picks may be, lie in or hold a node of the job. */
  isStruckBy(target: Selector): boolean {
    if (target.by === "slowest") return true;
    if (target.by === "address") return this.touches(target.address);
    return target.of === "spares" ? false : typeof target.of === "string" || this.touches(target.of.address);
  }

  private some(supernode: number, holds: (jobNodes: number) => boolean): boolean {
    return supernode === ANY
      ? this.someOf(0, supernodesOf(this.cluster) - 1, holds)
      : this.someOf(supernode, supernode, holds);
  }

  private someOf(from: number, to: number, holds: (jobNodes: number) => boolean): boolean {
    for (let supernode = from; supernode <= to; supernode++) if (holds(this.countOf(supernode))) return true;
    return false;
  }

  /** How many nodes of a supernode are the job's. */
  private countOf(supernode: number): number {
    const { nodes, nodesPerSupernode } = this.cluster;
    const from = supernode * nodesPerSupernode;
    const end = Math.min(nodes, from + nodesPerSupernode);
    if (!this.isSpread) return Math.max(0, Math.min(end, this.jobNodes) - from);
    const spares = nodes - this.jobNodes;
    const sparesBefore = (node: number) => Math.floor((node * spares) / nodes);
    return end - from - (sparesBefore(end) - sparesBefore(from));
  }
}
