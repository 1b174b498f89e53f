import { amount, type MetricName, metricNames, metrics, type Statistic, statisticsOf } from "@ordeal/model";
import { meanOf } from "./interval.ts";
import { columnIndex } from "./metric-columns.ts";
import type { Sample } from "./sample.ts";

/** When a campaign knows enough: the 95 % interval of a mean is no wider than `half` on either side. */
export interface Until {
  readonly expression: string;
  readonly metric: MetricName;
  readonly statistic?: Statistic;
  /** In the metric's unit; durations in seconds. */
  readonly half: number;
}

/** Reads `effectiveThroughput ± 0.1 %`; a string says what is wrong with it. */
export const parseUntil = (written: string): Until | string => {
  const [, metric = "", statistic, half = ""] = /^(\w+)(?:\s+(\w+))?\s*(?:±|\+\/?-)\s*(.+)$/.exec(written.trim()) ?? [];
  const name = metricNames.find((one) => one === metric);
  if (name === undefined)
    return `expected a metric and how exactly it must be known, such as "effectiveThroughput ± 0.1 %", found "${written}"`;
  const choices = statisticsOf(name) ?? [];
  const chosen = choices.find((one) => one === statistic);
  if (choices.length > 0 ? chosen === undefined : statistic !== undefined)
    return choices.length > 0
      ? `expected "${name}" with one of ${choices.join(", ")}, as in "${name} ${choices[0]} ± ${half}"`
      : `expected "${name}" alone: it is one number of a run and has no "${statistic}"`;
  const { read, expected } = amount[metrics[name].unit];
  const value = read(half.trim());
  if (value === undefined || value <= 0) return `expected "${name}" to be known within ${expected}, found "${half}"`;
  return {
    expression: `${name}${chosen === undefined ? "" : ` ${chosen}`} ± ${half.trim()}`,
    metric: name,
    ...(chosen === undefined ? {} : { statistic: chosen }),
    half: value,
  };
};

/** Fewer runs are never judged. */
const FIRST_LOOK = 100;

/**
 * The numbers of runs after which a campaign is looked at: 100 · 2^k, and the last. Whether it stops hangs on these
 * prefixes of the seeds alone, and not on who was how fast.
 */
export const looks = (runsMax: number): ReadonlyArray<number> => {
  const all: Array<number> = [];
  for (let runs = FIRST_LOOK; runs < runsMax; runs *= 2) all.push(runs);
  return [...all, runsMax];
};

/** How far on either side of its mean a metric is known; infinite when it is not. */
export const halfWidth = (sample: Sample, until: Until): number => {
  const column = sample.columns[columnIndex(until)] as Float64Array;
  const values = column.filter((value) => !Number.isNaN(value));
  const { from, to, deviation } = meanOf(values);
  // Runs that do not differ say nothing of how far others may lie.
  return values.length < 2 || deviation === 0 ? Number.POSITIVE_INFINITY : (to - from) / 2;
};
