import type { CardReading } from "@ordeal/simulator";
import { type ExporterName, exporterNames, exporters } from "./exporters/index.ts";
import type { Metric } from "./metric.ts";

/** A card that works, of which everything can be read. */
const works = ({ healthy }: CardReading): boolean => healthy;

const metricsOf = (name: ExporterName): ReadonlyArray<Metric> => {
  const { sensors, labels: labelsOf, count } = exporters[name];
  const ofCards = sensors.map(
    ({ name: metric, help, value, isRead = works, labels }): Metric => ({
      name: metric,
      help,
      *samples({ runId, telemetry, exporter, cluster }) {
        if (exporter !== name) return;
        for (const card of telemetry.cards) {
          if (!isRead(card)) continue;
          yield {
            labels: { run: runId, ...labelsOf(card, cluster.card), ...labels },
            value: round(value(card, cluster.card)),
          };
        }
      },
    }),
  );
  if (count === undefined) return ofCards;
  const ofCluster: Metric = {
    ...count,
    samples: ({ runId, telemetry, exporter }) =>
      exporter === name ? [{ labels: { run: runId }, value: telemetry.cardsTotal }] : [],
  };
  return [...ofCards, ofCluster];
};

/** Cards by their sensors, each run's under the names of its exporter. */
export const cardMetrics: ReadonlyArray<Metric> = exporterNames.flatMap(metricsOf);

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
