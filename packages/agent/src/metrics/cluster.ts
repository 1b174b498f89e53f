import { cardsOf } from "@ordeal/model";
import type { Metric, Read } from "./metric.ts";

type Figure = readonly [name: string, help: string, value: (read: Read) => number];

const figures: ReadonlyArray<Figure> = [
  ["ordeal_cluster_cards", "cards of the whole cluster", ({ cluster }) => cardsOf(cluster)],
  [
    "ordeal_cluster_card_flops",
    "peak dense bf16 arithmetic of a card, in FLOP a second",
    ({ cluster }) => cluster.cardFlops,
  ],
  ["ordeal_cluster_card_load_watts", "power of a card while it steps", ({ cluster }) => cluster.cooling.loadW],
  [
    "ordeal_cluster_card_throttle_celsius",
    "temperature at which cards are slowed",
    ({ cluster }) => cluster.cooling.throttleC,
  ],
];

/** The machine that a run is on. */
export const clusterMetrics: ReadonlyArray<Metric> = [
  {
    name: "ordeal_cluster_info",
    help: "the cluster of the run, what its cards are, and whose exporter's names they are shown by; always 1",
    samples: ({ runId, cluster, exporter }) => [
      { labels: { run: runId, cluster: cluster.name, card: cluster.card.model, exporter }, value: 1 },
    ],
  },
  ...figures.map(
    ([name, help, value]): Metric => ({
      name,
      help,
      samples: (read) => [{ labels: { run: read.runId }, value: value(read) }],
    }),
  ),
];
