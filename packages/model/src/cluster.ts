import * as Schema from "effect/Schema";
import type { ComponentKind } from "./address.ts";
import { RepairLaw } from "./law.ts";
import { Name, section, withDefault } from "./text.ts";
import { Bytes, BytesPerSecond, Flops } from "./units/bytes.ts";
import { DurationUs, PositiveDurationUs } from "./units/duration.ts";
import { Ratio } from "./units/ratio.ts";

const count = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }));
const positive = Schema.Finite.check(Schema.isGreaterThan(0));

/**
 * Whose figure it is that counts where a cluster says nothing. Defaults describe some machine: who takes one over is told
 * so, and whose it was ({@link assumptionsOf}).
 */
const assumed =
  (of: string) =>
  <S extends Schema.Top>(written: S["Encoded"]) =>
    withDefault<S>(written, of);
const ofMachine = assumed("an Ascend 910C in a CloudMatrix384");
const ofStorage = assumed("the storage of Llama 3's cluster");
const ofRepairs = assumed("the repairs of the InfiniteHBD trace");
const ofNobody = assumed("Ordeal itself, as nobody published it");

/** What is meant where a cluster says nothing, as far as its other counts allow. */
const SUPERNODES_PER_LOOP = 1;
const NODES_PER_RACK = 4;

export const Loop = Schema.Struct({
  from: count(0, 1_000_000).annotate({
    description: "The first supernode that the loop serves, counted from 0.",
    example: 0,
  }),
  to: count(0, 1_000_000).annotate({ description: "The last one, itself included.", example: 3 }),
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
      description: "How many supernodes one cooling loop (one coolant distribution unit) serves.",
      unit: "supernodes",
      otherwise: String(SUPERNODES_PER_LOOP),
      example: 4,
    }),
  ),
  loops: Schema.optionalKey(
    Schema.Array(Loop).annotate({
      description: "The loops one by one, in place of `supernodesPerLoop`, for a site where they differ.",
      otherwise: "as `supernodesPerLoop` says",
    }),
  ),
  coolantC: Schema.Finite.annotate({
    description: "Temperature of the coolant at the inlet (assumed).",
    unit: "°C",
    example: 32,
  }).pipe(ofNobody(38)),
  loadW: positive
    .annotate({ description: "Power of a card while it steps (assumed).", unit: "watts", example: 700 })
    .pipe(ofNobody(700)),
  idleW: positive
    .annotate({ description: "Power of a card that waits (assumed).", unit: "watts", example: 120 })
    .pipe(ofNobody(150)),
  heatCapacityJPerK: positive
    .annotate({
      description: "Heat capacity of a card with its cold plate (assumed).",
      unit: "joules per kelvin",
      example: 600,
    })
    .pipe(ofNobody(500)),
  conductanceWPerK: positive
    .annotate({
      description: "Heat that a card gives to the coolant at full flow (assumed).",
      unit: "watts per kelvin",
      example: 40,
    })
    .pipe(ofNobody(33.3)),
  ambientConductanceWPerK: positive
    .annotate({ description: "Heat that it loses without any flow (assumed).", unit: "watts per kelvin", example: 0.5 })
    .pipe(ofNobody(0.2)),
  speedMin: Ratio.annotate({
    description: "How slow the governor may make a card, as a share of its full speed (assumed).",
    example: "40 %",
  }).pipe(ofNobody(0.5)),
  throttleC: Schema.Finite.annotate({
    description: "Temperature at which the governor begins to slow the cards of a loop (assumed).",
    unit: "°C",
    example: 85,
  }).pipe(ofNobody(88)),
  resumeC: Schema.Finite.annotate({
    description: "Temperature at which it lets them run at full speed again (assumed).",
    unit: "°C",
    example: 80,
  }).pipe(ofNobody(83)),
  tripC: Schema.Finite.annotate({
    description: "Temperature at which the cards of a loop are powered off (assumed).",
    unit: "°C",
    example: 95,
  }).pipe(ofNobody(100)),
  inletTimeConstant: PositiveDurationUs.annotate({
    description: "How quickly the inlet follows a chiller that fails: the time constant of the ramp (assumed).",
    example: "5 minutes",
  }).pipe(ofNobody("10 minutes")),
});
export type Cooling = typeof Cooling.Type;

/** The hardware: site › cooling loop › supernode › node › card, its fabrics and its storage. */
export const Cluster = Schema.Struct({
  name: Name.annotate({ description: "What the cluster is called.", example: "ours" }),
  nodes: count(1, 10_000_000).annotate({
    description: "How many nodes (servers) there are, spares included.",
    unit: "nodes",
    example: 64,
  }),
  cardsPerNode: count(1, 64)
    .annotate({ description: "How many accelerators a node has.", unit: "cards", example: 8 })
    .pipe(ofMachine(8)),
  nodesPerSupernode: count(1, 100_000)
    .annotate({
      description: "How many nodes one scale-up domain joins (an NVLink or UB domain); 1 where it ends at the node.",
      unit: "nodes",
      example: 1,
    })
    .pipe(ofMachine(48)),
  nodesPerRack: Schema.optionalKey(
    count(1, 100_000).annotate({
      description: "How many nodes a rack holds, for `power.rack`; at most `nodesPerSupernode`.",
      unit: "nodes",
      otherwise: `${NODES_PER_RACK}, or a whole supernode where that is smaller`,
      example: 4,
    }),
  ),
  scaleUp: section(
    {
      planes: count(0, 64)
        .annotate({
          description: "How many planes it has; every card is on every plane. 0: there is no such fabric.",
          unit: "planes",
          example: 1,
        })
        .pipe(ofMachine(7)),
    },
    "The fabric inside a supernode.",
  ),
  scaleOut: section(
    {
      uplinks: count(0, 64)
        .annotate({
          description: "How many uplink ports a node has. 0: there is no such fabric.",
          unit: "ports",
          example: 8,
        })
        .pipe(ofMachine(16)),
      tors: count(1, 2)
        .annotate({
          description: "To how many ToR switches of its supernode a node is homed.",
          unit: "switches",
          example: 2,
        })
        .pipe(ofMachine(2)),
    },
    "The fabric between supernodes.",
  ),
  failover: DurationUs.annotate({
    description: "How long the job stalls when a path loses one of several links, until traffic is moved (assumed).",
    example: "10 seconds",
  }).pipe(ofNobody("5 seconds")),
  reconnect: Schema.optionalKey(
    DurationUs.annotate({
      description:
        "How much longer the job stalls once a path that was cut is whole again, until the transport tries again; it is not given up meanwhile.",
      otherwise: "traffic crosses it at once",
      example: "1 second",
    }),
  ),
  cutProbability: Ratio.annotate({
    description: "How probably the loss of one of several links cuts the path all the same (assumed).",
    example: "1 %",
  }).pipe(ofNobody(0)),
  storage: section(
    {
      read: BytesPerSecond.annotate({
        description: "Bandwidth of reading, shared by whoever reads.",
        example: "100 GB/s",
      }).pipe(ofStorage("2 TB/s")),
      write: BytesPerSecond.annotate({
        description: "Bandwidth of writing, shared by whoever writes.",
        example: "50 GB/s",
      }).pipe(ofStorage("2 TB/s")),
    },
    "The storage system that checkpoints go to.",
  ),
  cooling: Cooling.annotate({ description: "Liquid cooling, loop by loop." }).pipe(withDefault({})),
  card: section(
    {
      model: Name.annotate({
        description: "What its driver calls the card; sensors and reports name it so.",
        example: "NVIDIA H100 80GB HBM3",
      }).pipe(ofMachine("Ascend910C")),
      memory: Bytes.annotate({
        description: "Memory of the card, as sensors show it; nothing is simulated of it.",
        example: "80 GiB",
      }).pipe(ofMachine("128 GiB")),
      clockMHz: positive
        .annotate({
          description: "Its clock at full speed, as sensors show it; a throttled card shows its share of that.",
          unit: "MHz",
          example: 1980,
        })
        .pipe(ofNobody(1800)),
    },
    "What a card is.",
  ),
  cardFlops: Flops.annotate({
    description: "Peak dense bf16 arithmetic of a card; only `effectiveFlops` depends on it.",
    unit: "FLOP a second",
    example: "989.4 TFLOPS",
  }).pipe(ofMachine("752 TFLOPS")),
  pue: Schema.Finite.check(Schema.isBetween({ minimum: 1, maximum: 10 }))
    .annotate({ description: "Facility energy ÷ IT energy; only `energy` depends on it.", example: 1.2 })
    .pipe(ofNobody(1)),
  repair: RepairLaw.annotate({
    description: "How long a failed component takes to come back, where its fault does not say.",
    example: { fixed: "3 hours" },
  }).pipe(ofRepairs({ lognormal: { median: "20.4 hours", mean: "132.8 hours" } })),
});
export type Cluster = typeof Cluster.Type;

/** What the counts of a cluster come to. */
export const supernodesOf = (cluster: Pick<Cluster, "nodes" | "nodesPerSupernode">): number =>
  Math.ceil(cluster.nodes / cluster.nodesPerSupernode);
export const cardsOf = (cluster: Cluster): number => cluster.nodes * cluster.cardsPerNode;
export const nodesPerRackOf = (cluster: Cluster): number =>
  cluster.nodesPerRack ?? Math.min(NODES_PER_RACK, cluster.nodesPerSupernode);
export const racksPerSupernodeOf = (cluster: Cluster): number =>
  Math.ceil(cluster.nodesPerSupernode / nodesPerRackOf(cluster));

/** The supernode ranges of the cooling loops, in order: as listed, or `supernodesPerLoop` (one) to a loop. */
export const loopsOf = (cluster: Cluster): ReadonlyArray<Loop> => {
  if (cluster.cooling.loops !== undefined) return cluster.cooling.loops;
  const size = cluster.cooling.supernodesPerLoop ?? SUPERNODES_PER_LOOP;
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
