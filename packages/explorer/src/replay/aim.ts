import {
  type Address,
  type ComponentKind,
  countOf,
  decodeFault,
  type FaultParameters,
  type FaultSpec,
  faultKinds,
  nodesPerRackOf,
  parameterChoices,
  printSelector,
  type RecordedCluster,
  racksPerSupernodeOf,
  type Scenario,
  type Selector,
  selectAddress,
  soleTarget,
  type TimelineFault,
  writeFault,
} from "@ordeal/model";
import { ComponentPlaces, type Mapping } from "./mapping.ts";

/** What a fault strikes here (nothing need be said where there is only one), or why it strikes nothing. */
export type Aimed = { readonly target: Selector | undefined } | { readonly reason: string };

type Grouped = "node" | "tor" | "rack" | "loop" | "plane";

/** Finds what the faults of a timeline strike in the cluster that it is replayed on. */
export class Aim {
  private readonly scenario: Scenario;
  private readonly mapping: Mapping;
  private readonly recorded: RecordedCluster | undefined;
  private readonly places = new Map<Grouped, ComponentPlaces>();
  /** What is known of targets that the timeline names itself, by kind and text. */
  private readonly missing = new Map<string, string | undefined>();

  constructor(scenario: Scenario, mapping: Mapping, recorded: RecordedCluster | undefined) {
    this.scenario = scenario;
    this.mapping = mapping;
    this.recorded = recorded;
  }

  at(fault: TimelineFault): Aimed {
    const { kind, target, component } = fault;
    if (target !== undefined) {
      const reason = this.whyMissing(kind, target);
      return reason === undefined ? { target } : { reason };
    }
    if (soleTarget(kind) !== undefined) return { target: undefined };
    const [struck] = faultKinds[kind].targets;
    if (struck === "tier") return this.tier(component);
    return component === undefined
      ? { reason: "it does not say what it struck" }
      : this.component(struck, component, fault.part ?? 0);
  }

  private tier(name: string | undefined): Aimed {
    const { tiers } = this.scenario.checkpoint;
    const named = tiers.find((tier) => tier.name === name);
    if (named !== undefined) return { target: selectAddress({ component: "tier", tier: named.name }) };
    return tiers.length === 1
      ? { target: undefined }
      : { reason: "there are several checkpoint tiers here, and it names none of them" };
  }

  private component(kind: ComponentKind, name: string, part: number): Aimed {
    const { cluster } = this.scenario;
    const { scaleOut, scaleUp, cardsPerNode, nodesPerSupernode } = cluster;
    const isLink = kind === "uplink";
    const isSwitch = kind === "tor";
    if ((isLink || isSwitch) && scaleOut.uplinks === 0) {
      if (scaleUp.planes === 0) return { reason: `this cluster has no ${isLink ? "links" : "switches"}` };
      if (isSwitch) return this.placed("plane", name, (plane) => planeAt(plane, scaleUp.planes));
    }
    if (kind === "tor") {
      return this.placed("tor", name, (index) => ({
        component: "tor",
        supernode: Math.floor(index / scaleOut.tors),
        side: index % scaleOut.tors,
      }));
    }
    if (kind === "loop") return this.placed("loop", name, (loop) => ({ component: "loop", loop }));
    if (kind === "rack") {
      const racks = racksPerSupernodeOf(cluster);
      return this.placed("rack", name, (index) => ({
        component: "rack",
        supernode: Math.floor(index / racks),
        rack: index % racks,
      }));
    }
    return this.placed("node", name, (index) => {
      const supernode = Math.floor(index / nodesPerSupernode);
      const node = index % nodesPerSupernode;
      if (kind === "card") return { component: "card", supernode, node, card: part % cardsPerNode };
      if (!isLink) return { component: "node", supernode, node };
      return scaleOut.uplinks === 0
        ? { component: "plane", supernode, plane: part % scaleUp.planes }
        : { component: "uplink", supernode, node, uplink: part % scaleOut.uplinks };
    });
  }

  private placed(group: Grouped, name: string, address: (index: number) => Address): Aimed {
    let places = this.places.get(group);
    if (places === undefined) {
      const size = this.count(group);
      places = new ComponentPlaces(this.mapping, size, this.recordedCount(size));
      this.places.set(group, places);
    }
    const index = places.of(name);
    if (index !== undefined) return { target: selectAddress(address(index)) };
    const among = this.mapping === "order" ? "this cluster" : "the recorded cluster, as the timeline gives its size,";
    return { reason: `${among} has no ${named[group]} left for another component` };
  }

  private count(group: Grouped): number {
    const { cluster } = this.scenario;
    if (group !== "rack") return countOf(group, cluster);
    // The last supernode may be partial.
    const full = Math.floor(cluster.nodes / cluster.nodesPerSupernode);
    const rest = cluster.nodes - full * cluster.nodesPerSupernode;
    return full * racksPerSupernodeOf(cluster) + Math.ceil(rest / nodesPerRackOf(cluster));
  }

  /** How many the recorded cluster had: of anything but nodes, as many a node as there are here. */
  private recordedCount(size: number): number {
    const nodes = this.recorded?.nodes ?? 0;
    return Math.ceil((nodes * size) / this.scenario.cluster.nodes);
  }

  private whyMissing(kind: FaultSpec["kind"], target: Selector): string | undefined {
    const key = `${kind} ${printSelector(target)}`;
    if (!this.missing.has(key)) {
      if (this.missing.size >= REMEMBERED_MAX) this.missing.clear();
      this.missing.set(key, this.look(kind, target));
    }
    return this.missing.get(key);
  }

  private look(kind: FaultSpec["kind"], target: Selector): string | undefined {
    const written = writeFault({ kind, target, ...parametersFor(kind) });
    const decoded = decodeFault(written, this.scenario);
    if ("value" in decoded) return undefined;
    return decoded.problems.find(({ path }) => path[0] === "target")?.message;
  }
}

/** How many targets are remembered to exist or not. */
const REMEMBERED_MAX = 100_000;

const named: Readonly<Record<Grouped, string>> = {
  node: "node",
  tor: "switch",
  rack: "rack",
  loop: "cooling loop",
  plane: "plane",
};

const planeAt = (index: number, planes: number): Address => ({
  component: "plane",
  supernode: Math.floor(index / planes),
  plane: index % planes,
});

/** Any parameters that a kind accepts: only its target is looked at. */
const parametersFor = (kind: FaultSpec["kind"]): FaultParameters =>
  Object.fromEntries(
    Object.entries(parameterChoices).flatMap(([name, [, second]]) =>
      second !== undefined && Object.hasOwn(faultKinds[kind].parameters, name) ? [[name, second]] : [],
    ),
  );
