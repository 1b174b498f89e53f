import type { Checkpoint } from "../checkpoint.ts";
import type { Scenario } from "../experiment.ts";
import { hazardRate } from "../hazard.ts";
import { metrics } from "../metric.ts";
import type { Path } from "../problem.ts";
import type { Threshold } from "../threshold.ts";
import { printDuration } from "../units/duration.ts";
import { rateComponent } from "../units/rate.ts";
import { printRatio } from "../units/ratio.ts";
import { DAY_US } from "../units/time.ts";

type Warn = (path: Path, message: string) => void;

/** Shares of the whole run: a target below this for one of them is a slip of the pen. */
const SHARE_MIN = 0.02;
const sharesOfTheRun: ReadonlySet<string> = new Set(["effectiveThroughput", "ettr", "availability", "worstWindow"]);

/** Thresholds that every run holds, or none, whatever happens in it. */
export const checkThresholds = (thresholds: ReadonlyArray<Threshold>, warn: Warn): void => {
  thresholds.forEach((threshold, index) => {
    const message = whyIdle(threshold);
    if (message !== undefined) warn(["thresholds", index], message);
  });
};

const whyIdle = ({ metric, comparison, limit, of }: Threshold): string | undefined => {
  if (of !== undefined) return undefined;
  const { unit } = metrics[metric];
  const isLeast = comparison === ">=" || comparison === ">";
  const highest = unit === "ratio" ? 1 : Number.POSITIVE_INFINITY;
  if (comparison === ">=" && limit <= 0) return "holds in every run: nothing is below zero";
  if (comparison === "<" && limit <= 0) return "holds in no run: nothing is below zero";
  if (comparison === "<=" && limit >= highest) return "holds in every run: no share is above 100 %";
  if (comparison === ">" && limit >= highest) return "holds in no run: no share is above 100 %";
  if (isLeast && sharesOfTheRun.has(metric) && limit < SHARE_MIN) {
    return `asks for ${printRatio(limit)} only, which nearly every run holds: ${printRatio(Math.min(1, limit * 100))} was meant?`;
  }
  return undefined;
};

/** Figures that leave the job no time to train, or that no machine has. */
export const checkFigures = (scenario: Scenario, warn: Warn): void => {
  const { checkpoint, hazards, recovery, duration, job } = scenario;
  checkStalls(checkpoint, job.step, ["checkpoint"], warn);
  hazards.forEach((hazard, index) => {
    const rate = hazardRate(hazard);
    if (rate === undefined || rateComponent(rate.per) === "job") return;
    const betweenUs = 1 / rate.perUs;
    if (betweenUs < DAY_US)
      warn(
        ["hazards", index, hazard.rate === undefined ? "mtbf" : "rate"],
        `has every ${rate.per} fail once in ${printDuration(Math.max(1, Math.round(betweenUs)))}: of all of them together that is \`N per day\``,
      );
  });
  if (typeof recovery.restart === "number" && recovery.restart >= duration)
    warn(["recovery", "restart"], `takes as long as the run (${printDuration(duration)}): the first failure ends it`);
};

const checkStalls = (checkpoint: Checkpoint, stepUs: number, path: Path, warn: Warn): void => {
  checkpoint.tiers.forEach(({ stall, interval = checkpoint.interval }, index) => {
    const everyUs =
      typeof interval === "number" ? interval : typeof interval === "object" ? interval.steps * stepUs : undefined;
    if (everyUs !== undefined && stall >= everyUs)
      warn(
        [...path, "tiers", index, "stall"],
        `is no shorter than the ${printDuration(everyUs)} between two saves: the job saves at least as long as it trains`,
      );
  });
};
