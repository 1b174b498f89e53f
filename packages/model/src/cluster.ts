import * as Schema from "effect/Schema";
import type { ComponentKind } from "./address.ts";
import { RepairLaw } from "./law.ts";
import { Name, section, withDefault } from "./text.ts";
import { BytesPerSecond } from "./units/bytes.ts";
import { DurationUs, PositiveDurationUs } from "./units/duration.ts";
import { Ratio } from "./units/ratio.ts";

const count = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }));
const positive = Schema.Finite.check(Schema.isGreaterThan(0));

/** One cooling loop and the supernodes it serves, both ends included. */
export const Loop = Schema.Struct({ from: count(0, 1_000_000), to: count(0, 1_000_000) });
export type Loop = typeof Loop.Type;

/**
 * Liquid cooling: first-order dynamics of a card, `C dT/dt = P − G(φ)(T − T_coolant)`, with a governor at `throttleC`
 * and a trip at `tripC`. Temperatures in °C, powers in W a card, heat capacity in J/K, conductances in W/K.
 * The defaults are assumed; they give 59.0 °C at load and, at zero flow, a throttle after 20.9 s and a trip after 35.4 s.
 */
export const Cooling = Schema.Struct({
  supernodesPerLoop: Schema.optionalKey(count(1, 100_000)),
  loops: Schema.optionalKey(Schema.Array(Loop)),
  coolantC: Schema.Finite.pipe(withDefault(38)),
  loadW: positive.pipe(withDefault(700)),
  idleW: positive.pipe(withDefault(150)),
  heatCapacityJPerK: positive.pipe(withDefault(500)),
  conductanceWPerK: positive.pipe(withDefault(33.3)),
  ambientConductanceWPerK: positive.pipe(withDefault(0.2)),
  speedMin: Ratio.pipe(withDefault(0.5)),
  throttleC: Schema.Finite.pipe(withDefault(88)),
  resumeC: Schema.Finite.pipe(withDefault(83)),
  tripC: Schema.Finite.pipe(withDefault(100)),
  inletTimeConstant: PositiveDurationUs.pipe(withDefault("10 minutes")),
});
export type Cooling = typeof Cooling.Type;

/** The hardware: site › cooling loop › supernode › node › card, its fabrics and its storage. */
export const Cluster = Schema.Struct({
  name: Name,
  nodes: count(1, 10_000_000),
  cardsPerNode: count(1, 64).pipe(withDefault(8)),
  nodesPerSupernode: count(1, 100_000).pipe(withDefault(48)),
  /** 4 unless given, or a whole supernode when that is smaller. */
  nodesPerRack: Schema.optionalKey(count(1, 100_000)),
  /** The scale-up fabric inside a supernode; every card is on every plane. No planes: no such fabric. */
  scaleUp: section({ planes: count(0, 64).pipe(withDefault(7)) }),
  /** The scale-out fabric: uplink ports a node, homed to one or two ToR switches a supernode. No uplinks: no such fabric. */
  scaleOut: section({ uplinks: count(0, 64).pipe(withDefault(16)), tors: count(1, 2).pipe(withDefault(2)) }),
  /** How long the job stalls when a path loses one of several links, until traffic is moved (assumed). */
  failover: DurationUs.pipe(withDefault("5 seconds")),
  /** How probably the loss of one of several links cuts the path all the same (assumed). */
  cutProbability: Ratio.pipe(withDefault(0)),
  storage: section({
    read: BytesPerSecond.pipe(withDefault("2 TB/s")),
    write: BytesPerSecond.pipe(withDefault("2 TB/s")),
  }),
  cooling: Cooling.pipe(withDefault({})),
  /** Peak bf16 arithmetic of a card, in FLOP a second. */
  cardFlops: positive.pipe(withDefault(752e12)),
  /** Facility energy ÷ IT energy. */
  pue: Schema.Finite.check(Schema.isBetween({ minimum: 1, maximum: 10 })).pipe(withDefault(1)),
  /** How long a failed component takes to come back when its fault does not say. */
  repair: RepairLaw.pipe(withDefault({ lognormal: { median: "20.4 hours", mean: "132.8 hours" } })),
});
export type Cluster = typeof Cluster.Type;

/** What the counts of a cluster come to. */
export const supernodesOf = (cluster: Pick<Cluster, "nodes" | "nodesPerSupernode">): number =>
  Math.ceil(cluster.nodes / cluster.nodesPerSupernode);
export const cardsOf = (cluster: Cluster): number => cluster.nodes * cluster.cardsPerNode;
export const nodesPerRackOf = (cluster: Cluster): number =>
  cluster.nodesPerRack ?? Math.min(4, cluster.nodesPerSupernode);
export const racksPerSupernodeOf = (cluster: Cluster): number =>
  Math.ceil(cluster.nodesPerSupernode / nodesPerRackOf(cluster));

/** The supernode ranges of the cooling loops, in order: as listed, or `supernodesPerLoop` (one) to a loop. */
export const loopsOf = (cluster: Cluster): ReadonlyArray<Loop> => {
  if (cluster.cooling.loops !== undefined) return cluster.cooling.loops;
  const size = cluster.cooling.supernodesPerLoop ?? 1;
  const supernodes = supernodesOf(cluster);
  return Array.from({ length: Math.ceil(supernodes / size) }, (_, loop) => ({
    from: loop * size,
    to: Math.min((loop + 1) * size, supernodes) - 1,
  }));
};

/** How many components of a kind a cluster has, at most: its last supernode may be partial. */
export const countOf = (component: ComponentKind, cluster: Cluster): number => {
  const { nodes, cardsPerNode, scaleUp, scaleOut } = cluster;
  const supernodes = supernodesOf(cluster);
  switch (component) {
    case "card":
      return nodes * cardsPerNode;
    case "node":
      return nodes;
    case "uplink":
      return nodes * scaleOut.uplinks;
    case "plane":
      return supernodes * scaleUp.planes;
    case "tor":
      return supernodes * scaleOut.tors;
    case "rack":
      return supernodes * racksPerSupernodeOf(cluster);
    case "supernode":
      return supernodes;
    case "loop":
      return loopsOf(cluster).length;
    default:
      return 1;
  }
};
