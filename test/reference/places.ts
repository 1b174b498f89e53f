import {
  type Address,
  ANY,
  type Cluster,
  type ComponentKind,
  loopsOf,
  nodesPerRackOf,
  racksPerSupernodeOf,
  supernodesOf,
} from "@ordeal/model";

const upTo = (count: number): ReadonlyArray<number> => Array.from({ length: Math.max(0, count) }, (_, index) => index);

/** What an address points at, spelled out: the nodes that lie in it, and the links that it is or carries. */
export interface Place {
  readonly component: ComponentKind;
  readonly nodes: ReadonlyArray<number>;
  /** Uplink ports, as `node/port`. */
  readonly ports: ReadonlySet<string>;
  /** Planes, as `supernode/plane`. */
  readonly planes: ReadonlySet<string>;
  readonly loops: ReadonlyArray<number>;
  readonly tier: string | undefined;
}

/** The places of a cluster, found by walking through all of them. */
export class Places {
  private readonly cluster: Cluster;
  private readonly loops: ReturnType<typeof loopsOf>;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.loops = loopsOf(cluster);
  }

  supernodeOf(node: number): number {
    return Math.floor(node / this.cluster.nodesPerSupernode);
  }

  loopOf(node: number): number {
    const supernode = this.supernodeOf(node);
    return this.loops.findIndex(({ from, to }) => from <= supernode && supernode <= to);
  }

  find(address: Address): Place {
    const { cardsPerNode, nodes, scaleOut, scaleUp } = this.cluster;
    const isAt = (wanted: number, index: number) => wanted === ANY || wanted === index;
    const all = upTo(nodes);
    const inside = (supernode: number) => all.filter((node) => isAt(supernode, this.supernodeOf(node)));
    const inNode = (supernode: number, index: number) =>
      inside(supernode).filter((node) => isAt(index, node % this.cluster.nodesPerSupernode));
    const place = (given: Partial<Place>): Place => ({
      component: address.component,
      nodes: [],
      ports: new Set(),
      planes: new Set(),
      loops: [],
      tier: undefined,
      ...given,
    });
    switch (address.component) {
      case "supernode":
        return place({ nodes: inside(address.supernode) });
      case "node":
        return place({ nodes: inNode(address.supernode, address.node) });
      case "card":
        return place({ nodes: address.card < cardsPerNode ? inNode(address.supernode, address.node) : [] });
      case "rack": {
        const rackOf = (node: number) =>
          Math.floor((node % this.cluster.nodesPerSupernode) / nodesPerRackOf(this.cluster));
        if (address.rack >= racksPerSupernodeOf(this.cluster)) return place({});
        return place({ nodes: inside(address.supernode).filter((node) => isAt(address.rack, rackOf(node))) });
      }
      case "uplink": {
        const own = inNode(address.supernode, address.node);
        const ports = upTo(scaleOut.uplinks).filter((port) => isAt(address.uplink, port));
        return place({ nodes: own, ports: new Set(own.flatMap((node) => ports.map((port) => `${node}/${port}`))) });
      }
      case "plane": {
        const supernodes = upTo(supernodesOf(this.cluster)).filter((index) => isAt(address.supernode, index));
        const planes = upTo(scaleUp.planes).filter((plane) => isAt(address.plane, plane));
        const keys = supernodes.flatMap((supernode) => planes.map((plane) => `${supernode}/${plane}`));
        return place({ nodes: inside(address.supernode), planes: new Set(keys) });
      }
      case "tor": {
        // The first half of a node's ports goes to tor a, the other to tor b.
        const { uplinks, tors } = scaleOut;
        const ports = upTo(uplinks).filter((port) => isAt(address.side, Math.floor((port * tors) / uplinks)));
        const own = inside(address.supernode);
        return place({ nodes: own, ports: new Set(own.flatMap((node) => ports.map((port) => `${node}/${port}`))) });
      }
      case "loop": {
        const loops = upTo(this.loops.length).filter((loop) => isAt(address.loop, loop));
        return place({ nodes: all.filter((node) => loops.includes(this.loopOf(node))), loops });
      }
      case "tier":
        return place({ tier: address.tier });
      default:
        return place({});
    }
  }
}
