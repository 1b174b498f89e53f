import type { SupernodeReading, Telemetry } from "@ordeal/simulator";
import type { Metric } from "./metric.ts";

type Sum = readonly [name: string, help: string, value: (supernode: SupernodeReading) => number];
type Total = readonly [name: string, help: string, value: (telemetry: Telemetry) => number];

const sums: ReadonlyArray<Sum> = [
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

const totals: ReadonlyArray<Total> = [
  [
    "ordeal_supernodes_left_out",
    "supernodes beyond those that are listed",
    ({ supernodesLeftOut }) => supernodesLeftOut,
  ],
  [
    "ordeal_cards_listed",
    "cards that are listed one by one: every one of a small cluster, of others those that are not as all others",
    ({ cards }) => cards.length,
  ],
  [
    "ordeal_cards_left_out",
    "cards that should be listed too, or were not looked at, beyond those that are listed",
    ({ cardsLeftOut }) => cardsLeftOut,
  ],
];

/** Supernodes in sums, and the whole cluster. */
export const supernodeMetrics: ReadonlyArray<Metric> = [
  ...sums.map(
    ([name, help, value]): Metric => ({
      name,
      help,
      *samples({ runId, telemetry }) {
        for (const reading of telemetry.supernodes) {
          yield { labels: { run: runId, supernode: reading.supernode }, value: value(reading) };
        }
      },
    }),
  ),
  ...totals.map(
    ([name, help, value]): Metric => ({
      name,
      help,
      samples: ({ runId, telemetry }) => [{ labels: { run: runId }, value: value(telemetry) }],
    }),
  ),
];
