import {
  type Comparison,
  type DistributionThreshold,
  holds,
  type Metrics,
  measured,
  type Threshold,
  type Verdict,
  worst,
} from "@ordeal/model";
import { type Interval, meanOf, wilson } from "./interval.ts";
import { columnIndex } from "./metric-columns.ts";
import type { Sample } from "./sample.ts";

/** How often a threshold held over runs. */
export interface Holding {
  readonly expression: string;
  readonly runs: number;
  readonly held: number;
  /** Runs that gave nothing to measure: nobody knows whether they held. */
  readonly unmeasured: number;
  /** The share of the measured runs that held; `null` without any. */
  readonly probability: number | null;
  /** 95 %, by Wilson; runs without a measurement count against either end. */
  readonly interval: Interval;
}

/** What became of a threshold on a distribution. */
export interface DistributionJudgement {
  readonly expression: string;
  /** The probability or the mean that was seen; `null` where nothing was measured. */
  readonly actual: number | null;
  /** 95 %; `null` where the runs are too few for any. */
  readonly interval: Interval | null;
  /** `null` when the runs are too few, or differ too much, to tell. */
  readonly held: boolean | null;
  /** Why nobody can tell; `null` when that is known. */
  readonly why: string | null;
}

/** Fewer runs than that say nothing sure of a mean. */
const MEAN_RUNS_MIN = 30;

/** What each run gave a threshold to look at; `NaN` where nothing was measured. */
export const valuesOf = (sample: Sample, threshold: Threshold, twin?: Metrics): Float64Array => {
  const column = sample.columns[columnIndex(threshold)] ?? new Float64Array(sample.runs).fill(Number.NaN);
  if (threshold.of === undefined || threshold.baseline !== undefined) return column;
  // Nobody named an earlier result to set it against.
  if (threshold.of === "baseline") return new Float64Array(sample.runs).fill(Number.NaN);
  const { of: _, ...plain } = threshold;
  const undisturbed = twin === undefined ? null : measured(twin, plain);
  return column.map((value) => (undisturbed === null || undisturbed === 0 ? Number.NaN : value / undisturbed));
};

/** How often a threshold held. */
export const holdingOf = (sample: Sample, threshold: Threshold, twin?: Metrics): Holding => {
  const { expression, comparison, limit } = threshold;
  const { runs } = sample;
  let held = 0;
  let unmeasured = 0;
  for (const value of valuesOf(sample, threshold, twin)) {
    if (Number.isNaN(value)) unmeasured++;
    else if (holds[comparison](value, limit)) held++;
  }
  const interval = { from: wilson(held, runs).from, to: wilson(held + unmeasured, runs).to };
  return {
    expression,
    runs,
    held,
    unmeasured,
    probability: runs > unmeasured ? held / (runs - unmeasured) : null,
    interval,
  };
};

/** Judges a threshold on what many runs came to: it held, or failed, only when its whole 95 % interval did. */
export const judgeDistribution = (
  sample: Sample,
  asked: DistributionThreshold,
  twin?: Metrics,
): DistributionJudgement => {
  const { expression, threshold } = asked;
  if (asked.about === "probability") {
    const { probability, interval, unmeasured } = holdingOf(sample, threshold, twin);
    const held = compare(interval, asked.comparison, asked.limit);
    const why = held !== null ? null : unmeasured > 0 ? withoutMeasurement(unmeasured) : TOO_FEW;
    return { expression, actual: probability, interval, held, why };
  }
  const values = valuesOf(sample, threshold, twin);
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { expression, actual: null, interval: null, held: null, why: "nothing was measured" };
  const { mean, deviation, from, to } = meanOf(known);
  const unmeasured = values.length - known.length;
  const doubt =
    unmeasured > 0
      ? withoutMeasurement(unmeasured)
      : known.length < MEAN_RUNS_MIN
        ? `${known.length} runs are too few for a mean: ${MEAN_RUNS_MIN} at least`
        : deviation === 0
          ? "every run gave the same, from which nobody can tell how far others may lie: ask for a probability"
          : undefined;
  const interval = known.length < 2 ? null : { from, to };
  if (doubt !== undefined || interval === null) {
    return { expression, actual: mean, interval, held: null, why: doubt ?? TOO_FEW };
  }
  const held = compare(interval, threshold.comparison, threshold.limit);
  return { expression, actual: mean, interval, held, why: held === null ? TOO_FEW : null };
};

const TOO_FEW = "the limit lies within the interval: more runs would tell";

const withoutMeasurement = (runs: number): string => `${runs} ${runs === 1 ? "run" : "runs"} gave nothing to measure`;

const compare = ({ from, to }: Interval, comparison: Comparison, limit: number): boolean | null => {
  const [low, high] = [holds[comparison](from, limit), holds[comparison](to, limit)];
  return low === high ? low : null;
};

/** The worst of all judgements; `unknown` when nothing was asked. */
export const verdictOf = (judgements: ReadonlyArray<DistributionJudgement>): Verdict =>
  judgements.length === 0
    ? "unknown"
    : worst(judgements.map(({ held }) => (held === null ? "unknown" : held ? "pass" : "fail")));
