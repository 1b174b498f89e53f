import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import * as SchemaGetter from "effect/SchemaGetter";
import * as SchemaIssue from "effect/SchemaIssue";
import { amount, type Comparison, comparisons, holds } from "./comparison.ts";
import { describe } from "./describe.ts";
import {
  type MetricName,
  type Metrics,
  type MetricUnit,
  metricNames,
  metrics,
  type Statistic,
  statisticsOf,
} from "./metric.ts";
import { didYouMean } from "./nearest.ts";
import type { Spelling } from "./text.ts";

/**
 * One line that a run must hold, such as `effectiveThroughput >= 95 %`, `recoveryTime p99 < 10 minutes`,
 * `effectiveThroughput >= 98 % of twin` or `effectiveThroughput >= baseline - 0.5 points`.
 */
export interface Threshold {
  readonly expression: string;
  readonly metric: MetricName;
  readonly statistic?: Statistic;
  readonly comparison: Comparison;
  /**
   * In the metric's unit; durations in seconds. Of a twin: the ratio to what the same run comes to without faults; of a
   * baseline: the ratio to what an earlier run came to.
   */
  readonly limit: number;
  readonly of?: "twin" | "baseline";
  /** Of a baseline: what is added to it, in the metric's unit. */
  readonly plus?: number;
  /** What the baseline came to, in the metric's unit, where one is known: then `limit` is a number like any other. */
  readonly baseline?: number;
}

const line = /^(\w+)(?:\s+(\w+))?\s*(>=|<=|>|<)\s*(.+)$/;

/** Reads one threshold; a string says what is wrong with it. */
export const parseThreshold = (written: string): Threshold | string => {
  const match = line.exec(written.trim());
  if (match === null) {
    return `expected one comparison (${comparisons.join(", ")}) such as "effectiveThroughput >= 95 %", found ${describe(written)}`;
  }
  const [, name = "", statistic, comparison = "", limit = ""] = match;
  if (!(metricNames as ReadonlyArray<string>).includes(name)) {
    return `expected one of the metrics ${metricNames.join(", ")}; there is no metric ${describe(name)}${didYouMean(name, metricNames)}`;
  }
  const metric = name as MetricName;
  const choices = statisticsOf(metric);
  if (choices === undefined && statistic !== undefined)
    return `expected "${metric}" alone: it is one number and has no "${statistic}"`;
  if (choices !== undefined && !(choices as ReadonlyArray<string>).includes(statistic ?? "")) {
    return `expected "${metric}" with one of ${choices.join(", ")}, as in "${metric} p99 ${comparison} ${limit}", found ${statistic === undefined ? "none" : `"${statistic}"`}`;
  }
  const baseline = ofBaseline(limit.trim(), metrics[metric].unit);
  if (typeof baseline === "string")
    return `expected "${metric}" to be compared with ${baseline}, found ${describe(limit.trim())}`;
  if (baseline !== undefined)
    return {
      expression: written.trim().replace(/\s+/g, " "),
      metric,
      ...(statistic === undefined ? {} : { statistic: statistic as Statistic }),
      comparison: comparison as Comparison,
      ...baseline,
    };
  const [, share] = /^(.*\S)\s+of\s+twin$/.exec(limit.trim()) ?? [];
  const { expected, read } = share === undefined ? amount[metrics[metric].unit] : ofTwin;
  const value = read(share ?? limit.trim());
  if (value === undefined)
    return `expected "${metric}" to be compared with ${expected}, found ${describe(limit.trim())}`;
  return {
    expression: written.trim().replace(/\s+/g, " "),
    metric,
    ...(statistic === undefined ? {} : { statistic: statistic as Statistic }),
    comparison: comparison as Comparison,
    limit: value,
    ...(share === undefined ? {} : { of: "twin" as const }),
  };
};

/** How a baseline is compared with, `undefined` where the right side names none; a string says what was expected. */
const ofBaseline = (
  written: string,
  unit: MetricUnit,
): Pick<Threshold, "limit" | "of" | "plus"> | string | undefined => {
  if (!/\bbaseline\b/.test(written)) return undefined;
  const [, share] = /^(.*\S)\s+of\s+baseline$/.exec(written) ?? [];
  const ratio = share === undefined ? 1 : ofTwin.read(share);
  if (share !== undefined && ratio !== undefined) return { limit: ratio, of: "baseline" };
  const [, sign, difference] = /^baseline(?:\s*([-−+])\s*(\S.*))?$/.exec(written) ?? [undefined, undefined, "?"];
  if (difference === undefined) return { limit: 1, of: "baseline" };
  const read = unit === "ratio" ? pointsOf : amount[unit].read;
  const plus = sign === undefined ? undefined : read(difference);
  if (plus === undefined) return `the baseline's, such as "baseline - ${differences[unit]}" or "98 % of baseline"`;
  return { limit: 1, of: "baseline", plus: sign === "+" ? plus : -plus };
};

/** A difference of two shares, in percentage points: "0.5 %" might as well be a part of the baseline. */
const pointsOf = (written: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)\s*points?$/.exec(written);
  return match === null ? undefined : Number(`${match[1]}e-2`);
};

const differences: Readonly<Record<MetricUnit, string>> = {
  ratio: "0.5 points",
  duration: "30 seconds",
  count: "3",
  flops: "3 PFLOPS",
  kWh: "12 kWh",
};

const ofTwin: (typeof amount)[MetricUnit] = {
  expected: 'a share of the fault-free twin\'s, such as "98 % of twin"',
  read: (written) => {
    const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(written);
    return match === null ? undefined : Number(`${match[1]}e-2`);
  },
};

const ThresholdValue = Schema.declare(
  (value: unknown): value is Threshold => typeof value === "object" && value !== null,
);

const spelling: Spelling = {
  pattern: `^\\s*(?:${metricNames
    .map((name) => {
      const choices = statisticsOf(name);
      return choices === undefined ? name : `${name}\\s+(?:${choices.join("|")})`;
    })
    .join("|")})\\s*(?:>=|<=|>|<)\\s*\\S.*$`,
  examples: [
    "effectiveThroughput >= 95 %",
    "recoveryTime p90 <= 3 minutes",
    "effectiveThroughput >= 98 % of twin",
    "effectiveThroughput >= baseline - 0.5 points",
    "worstWindow >= 80 %",
  ],
};

export const ThresholdText = Schema.String.annotate({
  expected: 'a threshold such as "effectiveThroughput >= 95 %"',
  spelling,
}).pipe(
  Schema.decodeTo(ThresholdValue, {
    decode: SchemaGetter.transformEffect((written: string, options) => {
      const parsed = parseThreshold(written);
      return typeof parsed === "string"
        ? Effect.fail(new SchemaIssue.InvalidValue({ message: parsed }, written, options))
        : Effect.succeed(parsed);
    }),
    encode: SchemaGetter.transform((threshold: Threshold) => threshold.expression),
  }),
);

/** Thresholds of a baseline, set against what it came to; one of which it has no sample stays as it is. */
export const withBaseline = (thresholds: ReadonlyArray<Threshold>, baseline: Metrics): ReadonlyArray<Threshold> =>
  thresholds.map((threshold) => {
    const { of, plus = 0, limit, ...rest } = threshold;
    const value = of === "baseline" ? sampleOf(baseline, threshold) : null;
    return value === null ? threshold : { ...rest, limit: limit * value + plus, baseline: value };
  });

/** The number a threshold looks at; `null` where there is no sample of it, or no twin to set it against. */
export const measured = (values: Metrics, threshold: Threshold, twin?: Metrics): number | null => {
  const actual = sampleOf(values, threshold);
  if (threshold.of !== "twin" || actual === null) return actual;
  const undisturbed = twin === undefined ? null : sampleOf(twin, threshold);
  return undisturbed === null || undisturbed === 0 ? null : actual / undisturbed;
};

/** What a threshold's two sides are measured in. */
export const unitOf = ({ metric, of }: Threshold): MetricUnit => (of === "twin" ? "ratio" : metrics[metric].unit);

const sampleOf = (values: Metrics, { metric, statistic }: Pick<Threshold, "metric" | "statistic">): number | null => {
  const value = values[metric];
  if (value === null || typeof value === "number") return value;
  return statistic === undefined ? null : value[statistic];
};

/** Whether a threshold holds; `null` when nothing was measured, or there is no baseline, which is never a pass. */
export const isHeld = (values: Metrics, threshold: Threshold, twin?: Metrics): boolean | null => {
  const actual = measured(values, threshold, twin);
  return actual === null || threshold.of === "baseline" ? null : holds[threshold.comparison](actual, threshold.limit);
};
