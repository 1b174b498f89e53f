import {
  type Bucket,
  counted,
  humanDuration,
  humanMetric,
  humanNumber,
  type Judgement,
  type MetricName,
  percent,
  SECOND_US,
  type Threshold,
  unitOf,
} from "@ordeal/model";
import { proseWidth, type Style } from "../print/style.ts";
import { columns } from "../print/table.ts";
import { wrap } from "../print/wrap.ts";
import { lostBuckets } from "./buckets.ts";
import { causeName } from "./cause.ts";
import type { Summarized } from "./summarized.ts";

type Document = Summarized["document"];

/** How many losses are named for one threshold. */
const NAMED_MAX = 3;

/** The buckets that count for a ratio of wall time; every other one is lost to it. */
const kept: Partial<Readonly<Record<MetricName, ReadonlyArray<Bucket>>>> = {
  effectiveThroughput: ["productive"],
  ettr: ["productive", "degraded"],
  availability: ["productive", "degraded", "recompute"],
};

const down: ReadonlyArray<Bucket> = ["detecting", "rescheduling", "restarting", "loading"];

/** Why a run did not pass: what each missed threshold lacks, and what lost it. */
export const whySection = (summarized: Summarized): ReadonlyArray<string> => {
  const { document, experiment, style } = summarized;
  const line = (text: string) => prose(text, style);
  const lines = experiment.thresholds.flatMap((threshold, index) => {
    const judgement = document.thresholds[index];
    return judgement === undefined || judgement.held === true ? [] : explain(threshold, judgement, summarized);
  });
  const found = document.findings.flatMap(({ verdict, reason }) => line(`${verdict}: ${reason}`));
  const all = [...found, ...lines];
  const why = all.length === 0 ? [] : [style("bold", "Why"), ...all];
  const warned = document.warnings.flatMap(({ message, path }) => (path === undefined ? line(message) : []));
  return warned.length === 0 ? why : [...why, style(["bold", "yellow"], "Warning"), ...warned];
};

const explain = (threshold: Threshold, { actual }: Judgement, summarized: Summarized): ReadonlyArray<string> => {
  const { metric, expression, limit } = threshold;
  const { document, experiment, style } = summarized;
  const { spares } = experiment.job;
  const line = (text: string) => prose(text, style);
  if (threshold.of === "baseline") {
    const why =
      document.baseline === null
        ? "there was no baseline to compare with: --baseline RESULT names an earlier result"
        : `the baseline, ${document.baseline.file}, has no sample of it`;
    return line(`${expression}: ${why}`);
  }
  if (actual === null && metric === "sparesLowest" && spares === "unlimited")
    return line(`${expression}: the job's spares are unlimited, so that there is no lowest number of them`);
  if (actual === null) return line(`${expression}: the run gave nothing to measure, which is never a pass`);
  if (threshold.of === "twin") return line(`${expression}: ${gap(threshold, actual)}`);
  const counting = kept[metric];
  if (counting !== undefined && actual < limit) return shortOfShare(threshold, actual, counting, summarized);
  if (metric === "checkpointOverhead") return line(`${expression}: ${whileSaving(limit, document)}`);
  if (metric === "recoveryTime") return line(`${expression}: ${whileDown(document)}`);
  if (metric === "lostWork") return line(`${expression}: ${sinceCheckpoint(document)}`);
  if (metric === "mtbf" || metric === "faultsOnJob" || metric === "interruptions") {
    return line(`${expression}: ${byCause(document)}`);
  }
  return line(`${expression}: ${gap(threshold, actual)}`);
};

const prose = (text: string, style: Style): ReadonlyArray<string> =>
  wrap(text, proseWidth(style) - 2, "  ").map((one) => `  ${one}`);

const gap = (threshold: Threshold, actual: number): string => {
  const { comparison, limit } = threshold;
  const unit = unitOf(threshold);
  const missing = Math.abs(actual - limit);
  return missing === 0
    ? "exactly at its limit"
    : `${humanMetric(missing, unit)} too ${comparison.startsWith(">") ? "low" : "high"}`;
};

/** A share of wall time is too small: names the largest losses, and what each would have to be if the rest stayed. */
const shortOfShare = (
  { expression, limit }: Threshold,
  actual: number,
  counting: ReadonlyArray<Bucket>,
  { document: { ledgerUs, wallUs }, style }: Summarized,
): ReadonlyArray<string> => {
  const shortUs = Math.ceil((limit - actual) * wallUs);
  const rows = lostBuckets(ledgerUs, counting)
    .slice(0, NAMED_MAX)
    .map(({ bucket, us }) => [
      bucket,
      humanDuration(us),
      us > shortUs
        ? `at most ${humanDuration(us - shortUs)} would do, all else the same`
        : "removing all of it would still not be enough",
    ]);
  return [
    ...prose(`${expression}: ${humanDuration(shortUs)} too little. What took the most:`, style),
    ...columns(rows, ["left", "right", "left"], { indent: "    ", width: style.width }),
  ];
};

const whileSaving = (limit: number, { ledgerUs, wallUs }: Document): string =>
  `saves blocked training for ${humanDuration(ledgerUs.checkpoint)}, and at most ${humanDuration(Math.floor(limit * wallUs))} would do; save less often, or block for less long`;

const whileDown = ({ ledgerUs }: Document): string => {
  const phases = lostBuckets(ledgerUs).filter(({ bucket }) => down.includes(bucket));
  const total = phases.reduce((sum, { us }) => sum + us, 0);
  const shares = phases.map(({ bucket, us }) => `${bucket} ${percent(us / total, 0)}`);
  return shares.length === 0 ? "the job was never down" : `while down, the time went to ${shares.join(", ")}`;
};

const sinceCheckpoint = ({ metrics: { lostWork }, interruptions }: Document): string => {
  if (lostWork.mean === null) return "nothing was lost";
  const lostUs = interruptions.reduce((sum, one) => sum + one.lostUs, 0);
  const corrupted = interruptions.filter(({ kind }) => kind === "card.corrupt");
  const corruptedUs = corrupted.reduce((sum, one) => sum + one.lostUs, 0);
  // What was trained on wrong numbers is lost however often it was saved.
  return corruptedUs > lostUs / 2
    ? `${counted(corrupted.length, "corruption")} threw away ${humanDuration(corruptedUs)} of ${humanDuration(lostUs)}: find corruption sooner, or keep checkpoints from further back; to save more often helps little`
    : `an interruption threw away ${humanDuration(Math.round(lostWork.mean * SECOND_US))} on average; save more often, or persist faster`;
};

const byCause = ({ faultsByCause }: Document): string => {
  const total = faultsByCause.reduce((sum, { count }) => sum + count, 0);
  const named = faultsByCause
    .slice(0, NAMED_MAX)
    .map(({ cause, count }) => `${causeName(cause)} ${humanNumber(count)}`);
  return total === 0 ? "no fault was on the job" : `of ${humanNumber(total)} faults on the job, ${named.join(", ")}`;
};
