import { type Metrics, metricNames, type Statistics, statisticsOf } from "../src/index.ts";

/** A run's metrics that all have this value, or no sample. */
export const metricsOf = (value: number | null): Metrics => {
  const sampled: Statistics = { mean: value, p50: value, p90: value, p99: value, max: value };
  return Object.fromEntries(
    metricNames.map((name) => [name, statisticsOf(name) === undefined ? value : sampled]),
  ) as unknown as Metrics;
};
