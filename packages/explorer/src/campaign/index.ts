/**
 * Campaigns: many runs of an experiment, each with a seed of its own, and what they come to together.
 *
 * Map: `run-shard.ts` runs consecutive seeds and gives a part (`part.ts`); `sample.ts` puts parts together, whoever ran them
 * and in whatever order; `interval.ts` says how sure an estimate is; `judge.ts` judges thresholds on distributions;
 * `summary.ts` sums up; `until.ts` says when enough is known.
 */
export { type Interval, type MeanEstimate, meanOf, percentileOf, student95, wilson } from "./interval.ts";
export { type DistributionJudgement, type Holding, holdingOf, judgeDistribution, valuesOf } from "./judge.ts";
export { columnIndex, columnName, type MetricColumn, metricColumns } from "./metric-columns.ts";
export { type CampaignPart, PartSchema, partText, type Seeds } from "./part.ts";
export { runShard, Shard, type ShardOptions } from "./run-shard.ts";
export { type CauseCost, Merger, merge, PartsDiffer, type Sample } from "./sample.ts";
export {
  type CampaignSummary,
  type CauseSummary,
  type Headline,
  type Histogram,
  type MetricSummary,
  percentiles,
  summarizeSample,
} from "./summary.ts";
export { halfWidth, looks, parseUntil, type Until } from "./until.ts";
