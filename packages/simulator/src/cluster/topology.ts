import {
  type Address,
  ANY,
  type Cluster,
  type ComponentKind,
  loopsOf,
  nodesPerRackOf,
  printAddress,
  racksPerSupernodeOf,
  supernodesOf,
} from "@ordeal/model";

/** How many names of nodes are kept, each at the place that the low bits of its index say; a power of two. */
const NODE_NAMES_MAX = 4_096;

/**
 * Where everything is, by index. Every kind of component is numbered from 0 over the whole site: nodes, then
 * `node × cards + card`, `node × uplinks + uplink`, `supernode × planes + plane`, and so on.
 */
export class Topology {
  private readonly nodeNames: Array<string | undefined> = [];
  private readonly nodesNamed: Array<number> = [];
  readonly nodes: number;
  readonly supernodes: number;
  readonly cardsPerNode: number;
  readonly nodesPerSupernode: number;
  readonly planes: number;
  readonly uplinks: number;
  readonly tors: number;
  readonly loops: number;
  private readonly nodesPerRack: number;
  private readonly racks: number;
  private readonly loopRanges: ReadonlyArray<{ readonly from: number; readonly to: number }>;
  private readonly loopsOfSupernodes: Int32Array;
  private readonly tierNames: ReadonlyArray<string>;

  constructor(cluster: Cluster, tierNames: ReadonlyArray<string>) {
    this.nodes = cluster.nodes;
    this.supernodes = supernodesOf(cluster);
    this.cardsPerNode = cluster.cardsPerNode;
    this.nodesPerSupernode = cluster.nodesPerSupernode;
    this.planes = cluster.scaleUp.planes;
    this.uplinks = cluster.scaleOut.uplinks;
    this.tors = cluster.scaleOut.tors;
    this.nodesPerRack = nodesPerRackOf(cluster);
    this.racks = racksPerSupernodeOf(cluster);
    this.loopRanges = loopsOf(cluster);
    this.loops = this.loopRanges.length;
    this.loopsOfSupernodes = new Int32Array(this.supernodes);
    for (const [loop, { from, to }] of this.loopRanges.entries()) this.loopsOfSupernodes.fill(loop, from, to + 1);
    this.tierNames = tierNames;
  }

  supernodeOf(node: number): number {
    return Math.floor(node / this.nodesPerSupernode);
  }

  loopOf(node: number): number {
    return this.loopOfSupernode(this.supernodeOf(node));
  }

  loopOfSupernode(supernode: number): number {
    return this.loopsOfSupernodes[supernode] as number;
  }

  /** First node of a supernode, and the one after its last. */
  nodesOfSupernode(supernode: number): readonly [number, number] {
    const from = supernode * this.nodesPerSupernode;
    return [from, Math.min(from + this.nodesPerSupernode, this.nodes)];
  }

  nodesOfLoop(loop: number): readonly [number, number] {
    const { from, to } = this.loopRanges[loop] as { from: number; to: number };
    return [from * this.nodesPerSupernode, Math.min((to + 1) * this.nodesPerSupernode, this.nodes)];
  }

  supernodesOfLoop(loop: number): readonly [number, number] {
    const { from, to } = this.loopRanges[loop] as { from: number; to: number };
    return [from, to + 1];
  }

  /** How many components of a kind there are. A partial last supernode counts its racks, planes and switches in full. */
  count(component: ComponentKind): number {
    switch (component) {
      case "card":
        return this.nodes * this.cardsPerNode;
      case "node":
        return this.nodes;
      case "uplink":
        return this.nodes * this.uplinks;
      case "plane":
        return this.supernodes * this.planes;
      case "tor":
        return this.uplinks === 0 ? 0 : this.supernodes * this.tors;
      case "rack":
        return this.supernodes * this.racks;
      case "supernode":
        return this.supernodes;
      case "loop":
        return this.loops;
      case "tier":
        return this.tierNames.length;
      default:
        return 1;
    }
  }

  /** The node that a component is, or lies in; -1 for what has several nodes, or none. */
  nodeOf(component: ComponentKind, index: number): number {
    switch (component) {
      case "card":
        return Math.floor(index / this.cardsPerNode);
      case "node":
        return index;
      case "uplink":
        return Math.floor(index / this.uplinks);
      default:
        return -1;
    }
  }

  /** First node in or below a component, and the one after its last; a component without nodes has none. */
  nodesOf(component: ComponentKind, index: number): readonly [number, number] {
    switch (component) {
      case "card":
      case "node":
      case "uplink": {
        const node = this.nodeOf(component, index);
        return [node, node + 1];
      }
      case "plane":
        return this.nodesOfSupernode(Math.floor(index / this.planes));
      case "tor":
        return this.nodesOfSupernode(Math.floor(index / this.tors));
      case "rack": {
        const [first, end] = this.nodesOfSupernode(Math.floor(index / this.racks));
        const from = Math.min(first + (index % this.racks) * this.nodesPerRack, end);
        return [from, Math.min(from + this.nodesPerRack, end)];
      }
      case "supernode":
        return this.nodesOfSupernode(index);
      case "loop":
        return this.nodesOfLoop(index);
      default:
        return [0, 0];
    }
  }

  /** How many components of a kind lie in a node, or hold it (then one). */
  countIn(component: ComponentKind): number {
    return component === "card"
      ? this.cardsPerNode
      : component === "uplink"
        ? this.uplinks
        : component === "plane"
          ? this.planes
          : component === "tor"
            ? this.tors
            : 1;
  }

  /** The `ordinal`-th of the components of a kind that lie in a node, or hold it. */
  componentAt(component: ComponentKind, node: number, ordinal: number): number {
    switch (component) {
      case "card":
        return node * this.cardsPerNode + ordinal;
      case "node":
        return node;
      case "uplink":
        return node * this.uplinks + ordinal;
      case "plane":
        return this.supernodeOf(node) * this.planes + ordinal;
      case "tor":
        return this.supernodeOf(node) * this.tors + ordinal;
      case "rack":
        return this.supernodeOf(node) * this.racks + Math.floor((node % this.nodesPerSupernode) / this.nodesPerRack);
      case "supernode":
        return this.supernodeOf(node);
      case "loop":
        return this.loopOf(node);
      default:
        return 0;
    }
  }

  address(component: ComponentKind, index: number): Address {
    const [node] = this.nodesOf(component, index);
    const supernode = this.supernodeOf(node);
    const inside = node - supernode * this.nodesPerSupernode;
    switch (component) {
      case "card":
        return { component, supernode, node: inside, card: index % this.cardsPerNode };
      case "node":
        return { component, supernode, node: inside };
      case "uplink":
        return { component, supernode, node: inside, uplink: index % this.uplinks };
      case "plane":
        return { component, supernode, plane: index % this.planes };
      case "tor":
        return { component, supernode, side: index % this.tors };
      case "rack":
        return { component, supernode: Math.floor(index / this.racks), rack: index % this.racks };
      case "supernode":
        return { component, supernode: index };
      case "loop":
        return { component, loop: index };
      case "tier":
        return { component, tier: this.tierNames[index] ?? String(index) };
      default:
        return { component };
    }
  }

  name(component: ComponentKind, index: number): string {
    if (component === "card") {
      const node = Math.floor(index / this.cardsPerNode);
      return `${this.name("node", node)}/c${index - node * this.cardsPerNode}`;
    }
    if (component !== "node") return printAddress(this.address(component, index));
    // A node that goes down is named three times at least before it is back.
    const place = index & (NODE_NAMES_MAX - 1);
    const known = this.nodeNames[place];
    if (known !== undefined && this.nodesNamed[place] === index) return known;
    const name = printAddress(this.address("node", index));
    this.nodeNames[place] = name;
    this.nodesNamed[place] = index;
    return name;
  }

  /** Indexes of every component that an address, or a glob, names. */
  matching(address: Address): ReadonlyArray<number> {
    switch (address.component) {
      case "supernode":
        return choices(address.supernode, this.supernodes);
      case "loop":
        return choices(address.loop, this.loops);
      case "tier":
        return choices(this.tierNames.indexOf(address.tier), this.tierNames.length);
      case "plane":
        return this.inSupernodes(address.supernode, this.planes, address.plane);
      case "tor":
        return this.inSupernodes(address.supernode, this.tors, address.side);
      case "rack":
        return this.inSupernodes(address.supernode, this.racks, address.rack).filter((rack) => {
          const [from, end] = this.nodesOf("rack", rack);
          return from < end;
        });
      case "node":
        return this.nodesMatching(address.supernode, address.node);
      case "card":
        return this.inNodes(address, this.cardsPerNode, address.card);
      case "uplink":
        return this.inNodes(address, this.uplinks, address.uplink);
      default:
        return [0];
    }
  }

  private inSupernodes(supernode: number, each: number, part: number): Array<number> {
    return choices(supernode, this.supernodes).flatMap((s) => choices(part, each).map((p) => s * each + p));
  }

  private nodesMatching(supernode: number, inside: number): Array<number> {
    return choices(supernode, this.supernodes).flatMap((s) => {
      const [from, end] = this.nodesOfSupernode(s);
      return choices(inside, end - from).map((n) => from + n);
    });
  }

  private inNodes(address: { supernode: number; node: number }, each: number, part: number): Array<number> {
    return this.nodesMatching(address.supernode, address.node).flatMap((n) =>
      choices(part, each).map((p) => n * each + p),
    );
  }
}

/** The one index given, or all of them where it is a glob's `*`; none when it is out of range. */
const choices = (index: number, size: number): Array<number> =>
  index === ANY ? Array.from({ length: size }, (_, i) => i) : index < size && index >= 0 ? [index] : [];
