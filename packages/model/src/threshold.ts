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
 * One line that a run must hold, such as `effectiveThroughput >= 95 %`, `recoveryTime p99 < 10 minutes` or
 * `effectiveThroughput >= 98 % of twin`.
 */
export interface Threshold {
  readonly expression: string;
  readonly metric: MetricName;
  readonly statistic?: Statistic;
  readonly comparison: Comparison;
  /** In the metric's unit; durations in seconds. Of a twin: the ratio to what the same run comes to without faults. */
  readonly limit: number;
  readonly of?: "twin";
}

const line = /^(\w+)(?:\s+(\w+))?\s*(>=|<=|>|<)\s*(.+)$/;

/** Reads one threshold; a string says what is wrong with it. */
export const parseThreshold = (written: string): Threshold | string => {
  if (/^P\s*\(/.test(written.trim()))
    return `${describe(written.trim())} is about many runs: put it under "campaign: { thresholds: […] }", which \`ordeal campaign\` judges`;
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

/** The number a threshold looks at; `null` where there is no sample of it, or no twin to set it against. */
export const measured = (values: Metrics, threshold: Threshold, twin?: Metrics): number | null => {
  const actual = sampleOf(values, threshold);
  if (threshold.of === undefined || actual === null) return actual;
  const undisturbed = twin === undefined ? null : sampleOf(twin, threshold);
  return undisturbed === null || undisturbed === 0 ? null : actual / undisturbed;
};

/** What a threshold's two sides are measured in. */
export const unitOf = ({ metric, of }: Threshold): MetricUnit => (of === "twin" ? "ratio" : metrics[metric].unit);

const sampleOf = (values: Metrics, { metric, statistic }: Threshold): number | null => {
  const value = values[metric];
  if (value === null || typeof value === "number") return value;
  return statistic === undefined ? null : value[statistic];
};

/** Whether a threshold holds; `null` when nothing was measured, which is never a pass. */
export const isHeld = (values: Metrics, threshold: Threshold, twin?: Metrics): boolean | null => {
  const actual = measured(values, threshold, twin);
  return actual === null ? null : holds[threshold.comparison](actual, threshold.limit);
};
