import { ESTIMATES, estimateRare, type Interval, type RareEstimate, steerTo } from "@ordeal/explorer";
import {
  type Comparison,
  counted,
  holds,
  ordealCommand,
  parseDistributionThreshold,
  parseThreshold,
  type Threshold,
  type Verdict,
} from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { Turns } from "../hunt/turns.ts";
import { showProgress } from "../print/progress.ts";
import { shellAssignment, shellWord } from "../print/shell.ts";
import type { Style } from "../print/style.ts";
import { printVerdict } from "../summary/headline.ts";
import { version } from "../version.ts";

/** What is asked of a threshold that hardly any run breaks: how often it must hold, or only how often it does. */
export interface RareAsked {
  readonly expression: string;
  readonly threshold: Threshold;
  readonly limit: { readonly comparison: Comparison; readonly share: number } | undefined;
}

/** Reads `--rare`: a threshold, or P(threshold) against a share; a string says what is wrong with it. */
export const parseRare = (text: string, durationUs: number): RareAsked | string => {
  const probability = parseDistributionThreshold(text);
  const threshold = typeof probability === "string" ? parseThreshold(text) : probability.threshold;
  if (typeof threshold === "string") return `--rare ${threshold}`;
  if (typeof probability !== "string" && probability.about === "mean")
    return `--rare expected a probability, found "${text}"`;
  const steer = steerTo(threshold, durationUs);
  if (typeof steer === "string") return `--rare ${steer}, or the probability of one, found "${text}"`;
  return {
    expression: text.trim(),
    threshold,
    limit:
      typeof probability === "string" ? undefined : { comparison: probability.comparison, share: probability.limit },
  };
};

/** What an estimate of something rare came to, for every way to tell it. */
export interface RareReport {
  readonly loaded: LoadedExperiment;
  readonly asked: RareAsked;
  readonly runs: number;
  readonly firstSeed: number;
  readonly estimate: RareEstimate;
  readonly verdict: Verdict;
  readonly command: string;
}

/** Estimates how likely it is that a run breaks the threshold, path by path, so that others have their turn. */
export const runRare = Effect.fnUntraced(function* (
  loaded: LoadedExperiment,
  asked: RareAsked,
  options: { readonly runs: number; readonly firstSeed: number; readonly eventsMax: number },
) {
  const progress = yield* showProgress("Rare events");
  const turns = new Turns();
  const estimating = estimateRare(loaded.experiment, asked.threshold, options);
  let estimate: RareEstimate | undefined;
  let share = 0;
  let paths = 0;
  while (estimate === undefined) {
    yield* Effect.promise(() =>
      turns.take(
        () => estimate !== undefined,
        () => {
          const step = estimating.next();
          if (step.done === true) estimate = step.value;
          else {
            share = step.value;
            paths++;
          }
        },
      ),
    );
    yield* progress.at(share, counted(paths, "path"));
  }
  const report: RareReport = {
    loaded,
    asked,
    runs: options.runs,
    firstSeed: options.firstSeed,
    estimate,
    verdict: verdictOf(asked, estimate.interval),
    command: rareCommand(loaded, asked, options),
  };
  return report;
}, Effect.scoped);

const verdictOf = ({ limit }: RareAsked, interval: Interval | null): Verdict => {
  if (limit === undefined || interval === null) return "unknown";
  const [low, high] = [1 - interval.to, 1 - interval.from].map((share) => holds[limit.comparison](share, limit.share));
  return low !== high ? "unknown" : low === true ? "pass" : "fail";
};

const rareCommand = (
  { file, overrides }: LoadedExperiment,
  { expression }: RareAsked,
  { runs, firstSeed }: { readonly runs: number; readonly firstSeed: number },
): string =>
  [
    `${ordealCommand} campaign`,
    shellWord(file),
    `--rare ${shellWord(expression)}`,
    `--runs ${runs}`,
    ...(firstSeed === 1 ? [] : [`--seed ${firstSeed}`]),
    ...overrides.map(({ written }) => `--set ${shellAssignment(written.path, written.value)}`),
  ].join(" ");

/** The document of `campaign --rare --json`. */
export const rareDocument = ({ loaded, asked, runs, firstSeed, estimate, verdict, command }: RareReport) => ({
  ordeal: version,
  experiment: loaded.name,
  title: loaded.experiment.title,
  seeds: { from: firstSeed, runs },
  rare: { expression: asked.expression, broken: asked.threshold.expression, ...estimate },
  verdict,
  command,
});

/** `2.3e-6`: what is so small says more by its magnitude. */
const magnitude = (probability: number): string =>
  probability >= 0.001 ? `${(probability * 100).toPrecision(3)} %` : probability.toExponential(1);

/** What it came to, for a person. */
export const printRare = ({ loaded, asked, runs, estimate, verdict, command }: RareReport, style: Style): string => {
  const { probability, interval, levels } = estimate;
  const indent = " ".repeat(9);
  const found =
    interval === null
      ? `no path broke "${asked.threshold.expression}": it is rarer than ${counted(runs, "path")} a level can tell`
      : `"${asked.threshold.expression}" is broken with probability ${style("bold", magnitude(probability))} [${magnitude(interval.from)}, ${magnitude(interval.to)}]`;
  return [
    `${printVerdict(verdict, style)}  ${style("bold", loaded.experiment.title)}`,
    `${indent}${found}`,
    `${indent}by importance splitting: ${counted(levels, "level")} on the way, ${counted(ESTIMATES, "estimate")} that are independent, ${counted(runs, "path")} a level`,
    ...(asked.limit === undefined
      ? [
          `${indent}no limit was asked for, so that nothing was judged: "P(${asked.threshold.expression}) >= 99.999 %" asks for one`,
        ]
      : []),
    "",
    style(
      "dim",
      "Note: the interval is approximate: estimates of what is rare are skewed, and now and then one is far too high.",
    ),
    "",
    `Run it again: ${style("cyan", command)}`,
    "",
  ].join("\n");
};
