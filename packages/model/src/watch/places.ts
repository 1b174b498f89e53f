import { parseAddress } from "../address.ts";
import { type Cluster, loopsOf, nodesPerRackOf, racksPerSupernodeOf } from "../cluster.ts";
import type { Scenario } from "../experiment.ts";

/** Nodes by index over the site, from the first to the one after the last. */
export type NodeRange = readonly [from: number, end: number];

const none: NodeRange = [0, 0];

/** Where the nodes are that the journal names. */
export class Places {
  private readonly cluster: Cluster;
  private readonly loops: ReturnType<typeof loopsOf>;
  /** Of the names that were asked for: a journal says the same ones again and again. */
  private readonly indexes = new Map<string, number>();

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.loops = loopsOf(cluster);
  }

  /** The nodes in, or below, whatever has this name; none for what has no nodes, or is no address. */
  nodesOf(name: string): NodeRange {
    const address = parseAddress(name);
    if (address === undefined) return none;
    switch (address.component) {
      case "node":
      case "card":
      case "uplink": {
        const node = address.supernode * this.cluster.nodesPerSupernode + address.node;
        return [node, node + 1];
      }
      case "supernode":
      case "plane":
      case "tor":
        return this.supernodes(address.supernode, address.supernode);
      case "rack": {
        const [from, end] = this.supernodes(address.supernode, address.supernode);
        const each = nodesPerRackOf(this.cluster);
        const first = from + (address.rack % racksPerSupernodeOf(this.cluster)) * each;
        return [Math.min(first, end), Math.min(first + each, end)];
      }
      case "loop": {
        const loop = this.loops[address.loop];
        return loop === undefined ? none : this.supernodes(loop.from, loop.to);
      }
      default:
        return none;
    }
  }

  /** The index of the node of this name; -1 when it is none. */
  node(name: string): number {
    const known = this.indexes.get(name);
    if (known !== undefined) return known;
    const [from, end] = this.nodesOf(name);
    const index = end === from + 1 && end <= this.cluster.nodes ? from : -1;
    this.indexes.set(name, index);
    return index;
  }

  supernodeOf(node: number): number {
    return Math.floor(node / this.cluster.nodesPerSupernode);
  }

  loopOf(node: number): number {
    const supernode = this.supernodeOf(node);
    return this.loops.findIndex(({ from, to }) => from <= supernode && supernode <= to);
  }

  private supernodes(from: number, to: number): NodeRange {
    const each = this.cluster.nodesPerSupernode;
    return [from * each, Math.min((to + 1) * each, this.cluster.nodes)];
  }
}

/** As much of a scenario as it takes to know its nodes. */
export interface Scene {
  readonly cluster: Cluster;
  readonly job: Pick<Scenario["job"], "nodes">;
  readonly recovery: Pick<Scenario["recovery"], "spareScope">;
}

/**
 * The nodes that the job starts on: the first ones of the site; with spares per supernode, the first ones of every
 * supernode, so that the spares are spread evenly.
 */
export const jobAtStart = ({ cluster, job, recovery }: Scene): Set<number> => {
  const nodes = new Set<number>();
  if (recovery.spareScope === "anywhere") {
    for (let node = 0; node < job.nodes; node++) nodes.add(node);
    return nodes;
  }
  const spares = cluster.nodes - job.nodes;
  const sparesBefore = (node: number) => Math.floor((node * spares) / cluster.nodes);
  for (let from = 0; from < cluster.nodes; from += cluster.nodesPerSupernode) {
    const end = Math.min(from + cluster.nodesPerSupernode, cluster.nodes);
    const firstSpare = end - (sparesBefore(end) - sparesBefore(from));
    for (let node = from; node < firstSpare; node++) nodes.add(node);
  }
  return nodes;
};
