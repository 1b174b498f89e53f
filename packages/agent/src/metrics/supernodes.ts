import type { SupernodeReading, Telemetry } from "@ordeal/simulator";
import type { Family } from "./family.ts";

type Metric = readonly [name: string, help: string, value: (supernode: SupernodeReading) => number];

const metrics: ReadonlyArray<Metric> = [
  ["ordeal_supernode_cards", "cards of the supernode", ({ cards }) => cards],
  ["ordeal_supernode_cards_healthy", "cards of the supernode that work", ({ cardsHealthy }) => cardsHealthy],
  ["ordeal_supernode_nodes_down", "nodes of the supernode that cannot be used", ({ nodesDown }) => nodesDown],
  [
    "ordeal_supernode_temperature_celsius",
    "temperature of the cards that the supernode's cooling loop serves",
    ({ temperatureC }) => Math.round(temperatureC * 1_000) / 1_000,
  ],
  ["ordeal_supernode_power_watts", "power that the supernode's cards draw", ({ powerW }) => Math.round(powerW)],
];

/** Every supernode in sums. */
export const supernodeFamilies = (
  runId: string,
  { supernodes, cards, cardsLeftOut }: Telemetry,
): ReadonlyArray<Family> => [
  ...metrics.map(([name, help, value]) => ({
    name,
    help,
    samples: supernodes.map((reading) => ({
      labels: { run: runId, supernode: reading.supernode },
      value: value(reading),
    })),
  })),
  {
    name: "machine_npu_nums",
    help: "cards of the whole cluster",
    samples: [{ labels: { run: runId }, value: supernodes.reduce((sum, one) => sum + one.cards, 0) }],
  },
  {
    name: "ordeal_cards_listed",
    help: "cards that are listed one by one because they are not as all others",
    samples: [{ labels: { run: runId }, value: cards.length }],
  },
  {
    name: "ordeal_cards_left_out",
    help: "cards that are not as all others either, beyond those that are listed",
    samples: [{ labels: { run: runId }, value: cardsLeftOut }],
  },
];
