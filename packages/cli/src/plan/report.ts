import {
  type CampaignSummary,
  differenceOf,
  type MeanEstimate,
  paretoFront,
  type Recommendation,
  recommend,
  targetsOf,
} from "@ordeal/explorer";
import { humanMetric, metrics, type Verdict } from "@ordeal/model";
import { campaignCommand } from "../campaign/command.ts";
import { printInterval } from "../campaign/print.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { version } from "../version.ts";
import type { Range } from "./axis.ts";
import type { BreakEven, TargetEdge } from "./search.ts";
import type { Outcome, Setting } from "./settings.ts";

/** Where along the range of a search a setting stops holding its target. */
export interface EdgeFound extends TargetEdge {
  readonly setting: Setting;
}

/** Where along the range one setting becomes better than another. */
export interface BreakEvenFound extends BreakEven {
  readonly first: Setting;
  readonly second: Setting;
}

/** What a plan came to, for every way to tell it. */
export interface PlanReport {
  readonly loaded: LoadedExperiment;
  readonly runs: number;
  readonly firstSeed: number;
  readonly paths: ReadonlyArray<string>;
  readonly outcomes: ReadonlyArray<Outcome>;
  readonly front: ReadonlyArray<number>;
  readonly recommendation: Recommendation | undefined;
  readonly verdict: Verdict;
  readonly isTargetAssumed: boolean;
  readonly hasTarget: boolean;
  readonly range: Range | undefined;
  readonly edges: ReadonlyArray<EdgeFound>;
  readonly breakEvens: ReadonlyArray<BreakEvenFound>;
  /** What plans the same again. */
  readonly command: string;
}

type Planned = Pick<
  PlanReport,
  "loaded" | "runs" | "firstSeed" | "paths" | "outcomes" | "range" | "edges" | "breakEvens" | "command"
>;

/** Lays the settings beside each other: which hold, which nothing beats, which to take. */
export const reportOf = (planned: Planned): PlanReport => {
  const { outcomes, loaded, edges } = planned;
  const { targets, isAssumed } = targetsOf(loaded.experiment);
  const hasTarget = targets.length > 0;
  const verdicts = outcomes.map(({ summary }) => summary.verdict);
  const found = edges.flatMap(({ ends }) => ends);
  const all = [...verdicts, ...found];
  return {
    ...planned,
    front: paretoFront(
      outcomes.map(({ effectiveThroughput, spares, energyKwh, cost }) => [
        effectiveThroughput,
        spares === null ? null : -spares,
        -energyKwh,
        cost === null ? null : -cost.total,
      ]),
    ),
    recommendation: recommend(
      outcomes.map(({ summary, effectiveThroughput, spares, cost }) => ({
        // What dropped out of a race is not known well enough to be taken.
        verdict: summary.runs < planned.runs ? "fail" : summary.verdict,
        effectiveThroughput,
        spares,
        unitCost: cost?.perProductiveCardHour ?? null,
      })),
      hasTarget,
    ),
    // One setting that holds the target is what was looked for.
    verdict: !hasTarget ? "unknown" : all.includes("pass") ? "pass" : all.includes("unknown") ? "unknown" : "fail",
    isTargetAssumed: isAssumed,
    hasTarget,
  };
};

/** By how much a setting's effective throughput exceeds that of the recommended one, under the same faults. */
export const differenceFrom = (report: PlanReport, outcome: Outcome): MeanEstimate | undefined => {
  const best = report.recommendation === undefined ? undefined : report.outcomes[report.recommendation.index];
  return best === undefined || best === outcome
    ? undefined
    : differenceOf(outcome.sample, best.sample, { metric: "effectiveThroughput" });
};

/** What runs one setting as a campaign of its own. */
export const settingCommand = ({ runs, firstSeed }: PlanReport, { loaded }: Setting): string =>
  campaignCommand(loaded, { firstSeed, runs });

/** The judgement that decides: the first that failed, else one that nobody can tell, else the one nearest to its limit. */
export const decisive = ({ judgements }: CampaignSummary): CampaignSummary["judgements"][number] | undefined =>
  judgements.find(({ held }) => held === false) ??
  judgements.find(({ held }) => held === null) ??
  judgements.toSorted((a, b) => (a.actual ?? 0) - (b.actual ?? 0))[0];

/** What was found of a judgement, and how sure that is: `99.20 % [98.43 %, 99.59 %]`. */
export const judgedText = (
  { setting }: Outcome,
  { expression, actual, interval }: NonNullable<ReturnType<typeof decisive>>,
): string => {
  const asked = setting.loaded.experiment.campaign?.thresholds.find((one) => one.expression === expression);
  const unit = asked?.about === "mean" ? metrics[asked.threshold.metric].unit : "ratio";
  if (actual === null) return "nothing to measure";
  return `${humanMetric(actual, unit)}${interval === null ? "" : ` ${printInterval(interval, unit)}`}`;
};

const setOf = ({ overrides }: Setting): Readonly<Record<string, string>> =>
  Object.fromEntries(overrides.map(({ written }) => [written.path, written.value]));

/** The document of `plan --json`. Durations are seconds. */
export const planDocument = (report: PlanReport) => {
  const { loaded, runs, firstSeed, outcomes, front, recommendation, range, edges, breakEvens, verdict, command } =
    report;
  return {
    ordeal: version,
    experiment: loaded.name,
    title: loaded.experiment.title,
    seeds: { from: firstSeed, runs },
    verdict,
    targetAssumed: report.isTargetAssumed,
    settings: outcomes.map((outcome, index) => ({
      set: setOf(outcome.setting),
      runs: outcome.summary.runs,
      verdict: outcome.summary.verdict,
      judgements: outcome.summary.judgements,
      effectiveThroughput: outcome.summary.metrics.find(({ metric }) => metric === "effectiveThroughput") ?? null,
      difference: differenceFrom(report, outcome) ?? null,
      spares: outcome.spares,
      energyKwh: outcome.energyKwh,
      cost: outcome.cost,
      front: front.includes(index),
      recommended: index === recommendation?.index,
      command: settingCommand(report, outcome.setting),
    })),
    search: range === undefined ? null : { path: range.path, from: range.print(range.from), to: range.print(range.to) },
    edges: edges.map(({ setting, ends, holds, fails }) => ({
      set: setOf(setting),
      ends,
      holds: holds === null ? null : (range?.print(holds) ?? null),
      fails: fails === null ? null : (range?.print(fails) ?? null),
    })),
    breakEvens: breakEvens.map(({ first, second, ends, at, sure }) => ({
      first: setOf(first),
      second: setOf(second),
      ends,
      at: at === null || range === undefined ? null : { from: range.print(at.from), to: range.print(at.to) },
      sure: sure === null || range === undefined ? null : { from: range.print(sure.from), to: range.print(sure.to) },
    })),
    command,
  };
};
