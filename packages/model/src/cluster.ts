import * as Schema from "effect/Schema";
import type { ComponentKind } from "./address.ts";
import { RepairLaw } from "./law.ts";
import { Name, section, withDefault } from "./text.ts";
import { BytesPerSecond, Flops } from "./units/bytes.ts";
import { DurationUs, PositiveDurationUs } from "./units/duration.ts";
import { Ratio } from "./units/ratio.ts";

const count = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }));
const positive = Schema.Finite.check(Schema.isGreaterThan(0));

export const Loop = Schema.Struct({
  from: count(0, 1_000_000).annotate({ description: "The first supernode that the loop serves, counted from 0." }),
  to: count(0, 1_000_000).annotate({ description: "The last one, itself included." }),
});
export type Loop = typeof Loop.Type;

/**
 * Liquid cooling: first-order dynamics of a card, `C dT/dt = P − G(φ)(T − T_coolant)`, with a governor at `throttleC`
 * and a trip at `tripC`. Temperatures in °C, powers in W a card, heat capacity in J/K, conductances in W/K.
 * The defaults are assumed; they give 59.0 °C at load and, at zero flow, a throttle after 20.9 s and a trip after 35.4 s.
 */
export const Cooling = Schema.Struct({
  supernodesPerLoop: Schema.optionalKey(
    count(1, 100_000).annotate({
      description: "How many supernodes one cooling loop (one coolant distribution unit) serves; one unless given.",
    }),
  ),
  loops: Schema.optionalKey(
    Schema.Array(Loop).annotate({
      description: "The loops one by one, in the place of `supernodesPerLoop`, for a site where they differ.",
    }),
  ),
  coolantC: Schema.Finite.annotate({ description: "Temperature of the coolant at the inlet, in °C (assumed)." }).pipe(
    withDefault(38),
  ),
  loadW: positive
    .annotate({ description: "Power of a card while it steps, in watts (assumed)." })
    .pipe(withDefault(700)),
  idleW: positive.annotate({ description: "Power of a card that waits, in watts (assumed)." }).pipe(withDefault(150)),
  heatCapacityJPerK: positive
    .annotate({ description: "Heat capacity of a card with its cold plate, in joules per kelvin (assumed)." })
    .pipe(withDefault(500)),
  conductanceWPerK: positive
    .annotate({ description: "Heat that a card gives to the coolant at full flow, in watts per kelvin (assumed)." })
    .pipe(withDefault(33.3)),
  ambientConductanceWPerK: positive
    .annotate({ description: "Heat that it loses without any flow, in watts per kelvin (assumed)." })
    .pipe(withDefault(0.2)),
  speedMin: Ratio.annotate({
    description: "How slow the governor may make a card, as a share of its full speed (assumed).",
  }).pipe(withDefault(0.5)),
  throttleC: Schema.Finite.annotate({
    description: "Temperature in °C at which the governor begins to slow the cards of a loop (assumed).",
  }).pipe(withDefault(88)),
  resumeC: Schema.Finite.annotate({
    description: "Temperature in °C at which it lets them go on at full speed (assumed).",
  }).pipe(withDefault(83)),
  tripC: Schema.Finite.annotate({
    description: "Temperature in °C at which the cards of a loop are powered off (assumed).",
  }).pipe(withDefault(100)),
  inletTimeConstant: PositiveDurationUs.annotate({
    description: "How quickly the inlet follows a chiller that fails: the time constant of the ramp (assumed).",
  }).pipe(withDefault("10 minutes")),
});
export type Cooling = typeof Cooling.Type;

/** The hardware: site › cooling loop › supernode › node › card, its fabrics and its storage. */
export const Cluster = Schema.Struct({
  name: Name.annotate({ description: "What the cluster is called." }),
  nodes: count(1, 10_000_000).annotate({ description: "How many nodes (servers) there are, spares included." }),
  cardsPerNode: count(1, 64).annotate({ description: "How many accelerators a node has." }).pipe(withDefault(8)),
  nodesPerSupernode: count(1, 100_000)
    .annotate({
      description: "How many nodes one scale-up domain joins (an NVLink or UB domain); 1 where it ends at the node.",
    })
    .pipe(withDefault(48)),
  nodesPerRack: Schema.optionalKey(
    count(1, 100_000).annotate({
      description:
        "How many nodes a rack holds, for `power.rack`; at most `nodesPerSupernode`; 4 unless given, or a whole supernode when that is smaller.",
    }),
  ),
  scaleUp: section(
    {
      planes: count(0, 64)
        .annotate({ description: "How many planes it has; every card is on every plane. 0: there is no such fabric." })
        .pipe(withDefault(7)),
    },
    "The fabric inside a supernode.",
  ),
  scaleOut: section(
    {
      uplinks: count(0, 64)
        .annotate({ description: "How many uplink ports a node has. 0: there is no such fabric." })
        .pipe(withDefault(16)),
      tors: count(1, 2)
        .annotate({ description: "To how many ToR switches of its supernode a node is homed." })
        .pipe(withDefault(2)),
    },
    "The fabric between supernodes.",
  ),
  failover: DurationUs.annotate({
    description: "How long the job stalls when a path loses one of several links, until traffic is moved (assumed).",
  }).pipe(withDefault("5 seconds")),
  cutProbability: Ratio.annotate({
    description: "How probably the loss of one of several links cuts the path all the same (assumed).",
  }).pipe(withDefault(0)),
  storage: section(
    {
      read: BytesPerSecond.annotate({ description: "Bandwidth of reading, shared by whoever reads." }).pipe(
        withDefault("2 TB/s"),
      ),
      write: BytesPerSecond.annotate({ description: "Bandwidth of writing, shared by whoever writes." }).pipe(
        withDefault("2 TB/s"),
      ),
    },
    "The storage system that checkpoints go to.",
  ),
  cooling: Cooling.annotate({ description: "Liquid cooling, loop by loop." }).pipe(withDefault({})),
  cardFlops: Flops.annotate({
    description: "Peak bf16 arithmetic of a card, in FLOP a second; only `effectiveFlops` depends on it.",
  }).pipe(withDefault(752e12)),
  pue: Schema.Finite.check(Schema.isBetween({ minimum: 1, maximum: 10 }))
    .annotate({ description: "Facility energy ÷ IT energy; only `energy` depends on it." })
    .pipe(withDefault(1)),
  repair: RepairLaw.annotate({
    description: "How long a failed component takes to come back, where its fault does not say.",
  }).pipe(withDefault({ lognormal: { median: "20.4 hours", mean: "132.8 hours" } })),
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
