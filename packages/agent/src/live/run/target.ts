import {
  type Address,
  ANY,
  type ComponentKind,
  type FaultSpec,
  faultKinds,
  Places,
  printAddress,
  racksPerSupernodeOf,
  type Scenario,
  type Selector,
  soleTarget,
  supernodesOf,
} from "@ordeal/model";
import { drawn } from "../lab/names.ts";

/** What a fault strikes in a lab: a component by its address, and the nodes that it is, has, or lies in. */
export interface Target {
  readonly name: string;
  readonly address: Address;
  readonly nodes: ReadonlyArray<number>;
}

/** Where draws of a fault look beside the cluster: which nodes the job has now, and which card is the slowest. */
export interface Scene {
  readonly jobNodes: ReadonlySet<number>;
  /** The speeds of cards that are slow, by address. */
  readonly speeds: ReadonlyMap<string, number>;
}

/** The components of a lab by their addresses, and what selectors pick of them. */
export class Targets {
  private readonly scenario: Scenario;
  private readonly seed: number;
  private readonly places: Places;

  constructor(scenario: Scenario, seed: number) {
    this.scenario = scenario;
    this.seed = seed;
    this.places = new Places(scenario.cluster);
  }

  /** What a fault strikes when it strikes under this id: the same for the same seed, id and scene. */
  pick({ kind, target }: FaultSpec, id: string, scene: Scene): ReadonlyArray<Target> {
    if (target !== undefined) return this.select(target, id, scene);
    const sole = soleTarget(kind);
    if (sole !== undefined) return [this.target({ component: sole })];
    const [component] = faultKinds[kind].targets;
    return component === "tier" ? this.tiers() : [];
  }

  private select(selector: Selector, id: string, scene: Scene): ReadonlyArray<Target> {
    if (selector.by === "address") return this.matching(selector.address);
    if (selector.by === "slowest") return this.slowest(selector.component, id, scene);
    const { component, of, count } = selector;
    const isIn = this.scope(of, scene);
    return this.shuffled(this.all(component).filter(isIn), id).slice(0, count);
  }

  private scope(of: Extract<Selector, { by: "draw" }>["of"], { jobNodes }: Scene): (target: Target) => boolean {
    if (of === "cluster") return () => true;
    if (of === "job") return ({ nodes }) => nodes.some((node) => jobNodes.has(node));
    if (of === "spares") return ({ nodes }) => nodes.every((node) => !jobNodes.has(node));
    const within = new Set(this.matching(of.address).flatMap(({ nodes }) => nodes));
    return ({ nodes }) => nodes.length > 0 && nodes.every((node) => within.has(node));
  }

  private slowest(component: "card" | "node", id: string, { speeds, jobNodes }: Scene): ReadonlyArray<Target> {
    const speedOf = ({ name }: Target): number =>
      Math.min(
        1,
        ...[...speeds].filter(([card]) => card === name || card.startsWith(`${name}/`)).map(([, one]) => one),
      );
    const ofJob = this.all(component).filter(({ nodes }) => nodes.some((node) => jobNodes.has(node)));
    const slowest = Math.min(...ofJob.map(speedOf));
    return this.shuffled(
      ofJob.filter((one) => speedOf(one) === slowest),
      id,
    ).slice(0, 1);
  }

  private shuffled(targets: ReadonlyArray<Target>, id: string): ReadonlyArray<Target> {
    return targets
      .map((target) => [drawn(`${this.seed}/target/${id}/${target.name}`, Number.MAX_SAFE_INTEGER), target] as const)
      .sort(([a], [b]) => a - b)
      .map(([, target]) => target);
  }

  private matching(address: Address): ReadonlyArray<Target> {
    if (address.component === "tier") return this.tiers().filter(({ name }) => name === printAddress(address));
    return this.all(address.component).filter((one) => isMatch(address, one.address));
  }

  private tiers(): ReadonlyArray<Target> {
    return this.scenario.checkpoint.tiers.map(({ name }) => this.target({ component: "tier", tier: name }));
  }

  private all(component: ComponentKind): ReadonlyArray<Target> {
    return addressesOf(component, this.scenario.cluster)
      .map((address) => this.target(address))
      .filter(({ nodes }) => nodes.length > 0 || holdsNoNodes.has(component));
  }

  private target(address: Address): Target {
    const name = printAddress(address);
    const [from, end] = this.places.nodesOf(name);
    const { nodes } = this.scenario.cluster;
    return { name, address, nodes: range(Math.max(0, Math.min(end, nodes) - from)).map((nth) => from + nth) };
  }
}

const holdsNoNodes: ReadonlySet<ComponentKind> = new Set(["storage", "scheduler", "job", "tier"]);

const range = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, index) => index);

/** Every component of a kind that a cluster has. A lab is small: they are listed. */
const addressesOf = (component: ComponentKind, cluster: Scenario["cluster"]): ReadonlyArray<Address> => {
  const { nodesPerSupernode, cardsPerNode, scaleUp, scaleOut } = cluster;
  const supernodes = range(supernodesOf(cluster));
  const perNode = <A extends Address>(each: (supernode: number, node: number) => ReadonlyArray<A>) =>
    supernodes.flatMap((supernode) => range(nodesPerSupernode).flatMap((node) => each(supernode, node)));
  switch (component) {
    case "card":
      return perNode((supernode, node) => range(cardsPerNode).map((card) => ({ component, supernode, node, card })));
    case "uplink":
      return perNode((supernode, node) =>
        range(scaleOut.uplinks).map((uplink) => ({ component, supernode, node, uplink })),
      );
    case "node":
      return perNode((supernode, node) => [{ component, supernode, node }]);
    case "rack":
      return supernodes.flatMap((supernode) =>
        range(racksPerSupernodeOf(cluster)).map((rack) => ({ component, supernode, rack })),
      );
    case "supernode":
      return supernodes.map((supernode) => ({ component, supernode }));
    case "plane":
      return supernodes.flatMap((supernode) => range(scaleUp.planes).map((plane) => ({ component, supernode, plane })));
    case "tor":
      return supernodes.flatMap((supernode) => range(scaleOut.tors).map((side) => ({ component, supernode, side })));
    case "storage":
    case "scheduler":
    case "job":
      return [{ component }];
    default:
      return [];
  }
};

/** Whether a component is one that an address names, which may hold globs. */
const isMatch = (asked: Address, one: Address): boolean =>
  Object.entries(asked).every(([name, value]) => value === ANY || (one as Record<string, unknown>)[name] === value);
