import {
  type Bucket,
  buckets,
  type Campaign,
  type Comparison,
  type Experiment,
  type MetricName,
  type Metrics,
  type Statistic,
  type Threshold,
  type Verdict,
} from "@ordeal/model";
import { type Interval, meanOf, type PercentileEstimate, percentileOf } from "./interval.ts";
import {
  type DistributionJudgement,
  type Holding,
  holdingOf,
  judgeDistribution,
  valuesOf,
  verdictOf,
} from "./judge.ts";
import { metricColumns } from "./metric-columns.ts";
import type { Sample } from "./sample.ts";

/** The percentiles over runs that a summary gives. */
export const percentiles = [1, 5, 25, 50, 75, 95, 99] as const;

/** One number of a run, over all runs. */
export interface MetricSummary {
  readonly metric: MetricName;
  readonly statistic: Statistic | null;
  /** Runs in which there was something to measure; the rest speaks of these. */
  readonly runs: number;
  readonly mean: number;
  readonly deviation: number;
  readonly interval: Interval | null;
  readonly least: number;
  readonly greatest: number;
  /** By percentile over runs: `p5`. */
  readonly percentiles: Readonly<Record<string, PercentileEstimate>>;
}

/** What a cause cost over all runs. */
export interface CauseSummary {
  readonly cause: string;
  /** In a run, on average. */
  readonly interruptions: number;
  /** Time that it kept the job down and threw away, as a share of all wall time. */
  readonly share: number;
}

/** What many runs of an experiment came to. */
export interface CampaignSummary {
  readonly from: number;
  readonly runs: number;
  readonly verdict: Verdict;
  readonly judgements: ReadonlyArray<DistributionJudgement>;
  readonly thresholds: ReadonlyArray<Holding>;
  readonly metrics: ReadonlyArray<MetricSummary>;
  /** The share of all wall time that went into each bucket. */
  readonly ledger: Readonly<Record<Bucket, number>>;
  readonly causes: ReadonlyArray<CauseSummary>;
  readonly headline: Headline;
}

/** What runs are ranked by, and drawn. */
export interface Headline {
  readonly metric: MetricName;
  readonly statistic: Statistic | null;
  readonly histogram: Histogram | null;
  /** The worst runs, the worst first. */
  readonly worst: ReadonlyArray<{ readonly seed: number; readonly value: number }>;
}

/** Counts of equally wide bins from `from` to `to`. */
export interface Histogram extends Interval {
  readonly counts: ReadonlyArray<number>;
}

const WORST_TOLD = 5;
const BINS = 20;

/** What a campaign asks, beside its scenario. */
export type Asked = Pick<Experiment, "thresholds"> & { readonly campaign?: Campaign };

/** Sums a campaign up; `twin` is what the experiment's fault-free twin comes to, where a threshold asks for it. */
export const summarizeSample = (sample: Sample, { thresholds, campaign }: Asked, twin?: Metrics): CampaignSummary => {
  const asked = campaign?.thresholds ?? [];
  const judgements = asked.map((threshold) => judgeDistribution(sample, threshold, twin));
  const wallUs = sample.ledgerUs.reduce((sum, us) => sum + us, 0n);
  return {
    from: sample.from,
    runs: sample.runs,
    verdict: verdictOf(judgements),
    judgements,
    thresholds: thresholds.map((threshold) => holdingOf(sample, threshold, twin)),
    metrics: metricColumns.flatMap((column, index) => {
      const summary = summarizeValues(sample.columns[index] as Float64Array);
      return summary === undefined ? [] : [{ metric: column.metric, statistic: column.statistic ?? null, ...summary }];
    }),
    ledger: Object.fromEntries(
      buckets.map((bucket, index) => [bucket, shareOf(sample.ledgerUs[index] ?? 0n, wallUs)]),
    ) as Record<Bucket, number>,
    causes: sample.causes.map(({ cause, interruptions, recoveryUs, lostUs }) => ({
      cause,
      interruptions: interruptions / sample.runs,
      share: shareOf(recoveryUs + lostUs, wallUs),
    })),
    headline: headlineOf(sample, asked[0]?.threshold ?? thresholds[0]),
  };
};

const summarizeValues = (column: Float64Array): Omit<MetricSummary, "metric" | "statistic"> | undefined => {
  const values = column.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return undefined;
  const { mean, deviation, from, to } = meanOf(values);
  const sorted = values.toSorted();
  return {
    runs: values.length,
    mean,
    deviation,
    interval: values.length < 2 ? null : { from, to },
    least: sorted[0] as number,
    greatest: sorted.at(-1) as number,
    percentiles: Object.fromEntries(percentiles.map((at) => [`p${at}`, percentileOf(sorted, at / 100)])),
  };
};

/** To more digits than a share of wall time can have, without a sum of floats. */
const shareOf = (us: bigint, wallUs: bigint): number =>
  wallUs === 0n ? 0 : Number((us * 1_000_000_000_000n) / wallUs) / 1e12;

const plainHeadline = { metric: "effectiveThroughput", comparison: ">=" } as const;

const headlineOf = (sample: Sample, threshold?: Pick<Threshold, "metric" | "statistic" | "comparison">): Headline => {
  const { metric, statistic, comparison } = { statistic: undefined, ...(threshold ?? plainHeadline) };
  const column = { metric, ...(statistic === undefined ? {} : { statistic }) };
  const values = valuesOf(sample, { ...column, comparison, expression: "", limit: 0 });
  return {
    metric,
    statistic: statistic ?? null,
    histogram: histogramOf(values),
    worst: worstOf(sample, values, comparison),
  };
};

const worstOf = ({ from }: Sample, values: Float64Array, comparison: Comparison): Headline["worst"] => {
  const sign = comparison.startsWith(">") ? 1 : -1;
  return [...values.keys()]
    .filter((place) => !Number.isNaN(values[place]))
    .sort((a, b) => sign * ((values[a] as number) - (values[b] as number)) || a - b)
    .slice(0, WORST_TOLD)
    .map((place) => ({ seed: from + place, value: values[place] as number }));
};

const histogramOf = (column: Float64Array): Histogram | null => {
  const values = column.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return null;
  const from = values.reduce((least, value) => Math.min(least, value));
  const to = values.reduce((greatest, value) => Math.max(greatest, value));
  if (from === to) return { from, to, counts: [values.length] };
  const counts = Array.from({ length: BINS }, () => 0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor(((value - from) / (to - from)) * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { from, to, counts };
};
