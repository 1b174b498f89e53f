import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import * as SchemaGetter from "effect/SchemaGetter";
import * as SchemaIssue from "effect/SchemaIssue";
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
import { DurationUs, SECOND_US } from "./units/duration.ts";

export const comparisons = [">=", "<=", ">", "<"] as const;
export type Comparison = (typeof comparisons)[number];

/** One line that a run must hold, such as `effectiveThroughput >= 95 %` or `recoveryTime p99 < 10 minutes`. */
export interface Threshold {
  readonly expression: string;
  readonly metric: MetricName;
  readonly statistic?: Statistic;
  readonly comparison: Comparison;
  /** In the metric's unit; durations in seconds. */
  readonly limit: number;
}

const line = /^(\w+)(?:\s+(\w+))?\s*(>=|<=|>|<)\s*(.+)$/;

const amount: Readonly<
  Record<MetricUnit, { readonly expected: string; readonly read: (written: string) => number | undefined }>
> = {
  ratio: { expected: 'a share from 0 % to 100 %, such as "95 %" or 0.95', read: (written) => shareOf(written) },
  duration: { expected: 'a duration such as "10 minutes"', read: (written) => secondsOf(written) },
  count: { expected: "a number that is not negative, such as 3", read: (written) => scaled(written, { "": 1 }) },
  flops: {
    expected: 'FLOP a second in TFLOPS, PFLOPS or EFLOPS, such as "3 EFLOPS"',
    read: (written) => scaled(written, { TFLOPS: 1e12, PFLOPS: 1e15, EFLOPS: 1e18 }),
  },
  kWh: {
    expected: 'an energy in kWh, MWh or GWh, such as "900 MWh"',
    read: (written) => scaled(written, { kWh: 1, MWh: 1e3, GWh: 1e6 }),
  },
};

const shareOf = (written: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(written);
  const share = match === null ? Number.NaN : Number(match[2] === "%" ? `${match[1]}e-2` : match[1]);
  return share <= 1 ? share : undefined;
};

const secondsOf = (written: string): number | undefined => {
  const us = Schema.decodeUnknownOption(DurationUs)(written);
  return us._tag === "Some" ? us.value / SECOND_US : undefined;
};

const scaled = (written: string, units: Readonly<Record<string, number>>): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)\s*(\w*)$/.exec(written);
  const unit = match?.[2] ?? "";
  const value = match === null || !Object.hasOwn(units, unit) ? Number.NaN : Number(match[1]) * (units[unit] ?? 1);
  return Number.isFinite(value) ? value : undefined;
};

/** Reads one threshold; a string says what is wrong with it. */
export const parseThreshold = (written: string): Threshold | string => {
  const match = line.exec(written.trim());
  if (match === null) {
    return `expected one comparison (${comparisons.join(", ")}) such as "effectiveThroughput >= 95 %", found ${describe(written)}`;
  }
  const [, name = "", statistic, comparison = "", limit = ""] = match;
  if (!(metricNames as ReadonlyArray<string>).includes(name)) {
    return `expected one of the metrics ${metricNames.join(", ")}; there is no metric ${describe(name)}`;
  }
  const metric = name as MetricName;
  const choices = statisticsOf(metric);
  if (choices === undefined && statistic !== undefined)
    return `expected "${metric}" alone: it is one number and has no "${statistic}"`;
  if (choices !== undefined && !(choices as ReadonlyArray<string>).includes(statistic ?? "")) {
    return `expected "${metric}" with one of ${choices.join(", ")}, as in "${metric} p99 ${comparison} ${limit}", found ${statistic === undefined ? "none" : `"${statistic}"`}`;
  }
  const { expected, read } = amount[metrics[metric].unit];
  const value = read(limit.trim());
  if (value === undefined)
    return `expected "${metric}" to be compared with ${expected}, found ${describe(limit.trim())}`;
  return {
    expression: written.trim().replace(/\s+/g, " "),
    metric,
    ...(statistic === undefined ? {} : { statistic: statistic as Statistic }),
    comparison: comparison as Comparison,
    limit: value,
  };
};

const ThresholdValue = Schema.declare(
  (value: unknown): value is Threshold => typeof value === "object" && value !== null,
);

export const ThresholdText = Schema.String.annotate({
  expected: 'a threshold such as "effectiveThroughput >= 95 %"',
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

/** The number a threshold looks at; `null` where the run has no sample of it. */
export const measured = (values: Metrics, { metric, statistic }: Threshold): number | null => {
  const value = values[metric];
  if (value === null || typeof value === "number") return value;
  return statistic === undefined ? null : value[statistic];
};

const holds: Readonly<Record<Comparison, (actual: number, limit: number) => boolean>> = {
  ">=": (actual, limit) => actual >= limit,
  "<=": (actual, limit) => actual <= limit,
  ">": (actual, limit) => actual > limit,
  "<": (actual, limit) => actual < limit,
};

/** Whether a threshold holds; `null` when nothing was measured, which is never a pass. */
export const isHeld = (values: Metrics, threshold: Threshold): boolean | null => {
  const actual = measured(values, threshold);
  return actual === null ? null : holds[threshold.comparison](actual, threshold.limit);
};
