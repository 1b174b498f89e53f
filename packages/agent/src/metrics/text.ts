import * as Context from "effect/Context";
import * as Metric from "effect/Metric";
import { formatUnsafe } from "effect/observability/PrometheusMetrics";
import type { Family } from "./family.ts";

/** Metrics in Prometheus' text format. The registry lives for one scrape: what is not measured now is not there. */
export const textOf = (families: ReadonlyArray<Family>): string => {
  const registry = Context.make(Metric.MetricRegistry, new Map());
  for (const { name, help, type, samples } of families) {
    const make = type === "counter" ? Metric.counter : Metric.gauge;
    for (const { labels, value } of samples) {
      make(name, { description: help, attributes: labels }).updateUnsafe(value, registry);
    }
  }
  return formatUnsafe(registry);
};
