import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  calibrate,
  counted,
  type MeasuredTimes,
  ordealCommand,
  percent,
  type RecordedRun,
  type SideBySide,
  sideBySide,
  timesOf,
} from "@ordeal/model";
import * as Effect from "effect/Effect";
import { calibrationRunsOf } from "../compare/calibration-runs.ts";
import { runOnAgent } from "../compare/on-agent.ts";
import { predict } from "../compare/predict.ts";
import { printBuckets, printInterruptions, printTimes } from "../compare/print.ts";
import { type Recorded, readRecordedRun } from "../compare/recorded-run.ts";
import { type ComparedWeights, compareWeights } from "../compare/weights.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { labAgent } from "../live/lab-agent.ts";
import { shellWord } from "../print/shell.ts";
import { styleFor } from "../print/style.ts";
import type { Elsewhere } from "../run/experiment.ts";
import { systemReason } from "../run/outputs.ts";
import { Screen } from "../screen.ts";
import { agentOf } from "./agent-flags.ts";
import { exitCodeOfBroken, exitCodes } from "./exit.ts";
import { loadInput, printBadInput } from "./input.ts";
import { printBroken } from "./run-messages.ts";

export interface CompareFlags {
  readonly experiment: string;
  readonly live: string | undefined;
  readonly agent: string | undefined;
  readonly tokenFile: string | undefined;
  readonly ca: string | undefined;
  readonly measured: string | undefined;
  readonly calibration: ReadonlyArray<string>;
  readonly runs: number;
  readonly within: number;
  readonly set: ReadonlyArray<string>;
  readonly out: string | undefined;
  readonly json: boolean;
}

/** The model's prediction of an experiment beside real runs of it. Returns the exit code. */
export const compare = Effect.fnUntraced(function* (flags: CompareFlags) {
  const { err } = yield* Screen;
  const wrong = wrongUsage(flags);
  if (wrong !== undefined) {
    err.write(`${wrong}\n`);
    return exitCodes.badInput;
  }
  const { experiments, bad } = yield* Effect.promise(() =>
    loadInput([flags.experiment], { set: flags.set, seed: undefined }),
  );
  const [loaded] = experiments;
  if (loaded === undefined) {
    err.write(printBadInput(bad, "; nothing was run"));
    return exitCodes.badInput;
  }
  return yield* Effect.scoped(
    Effect.gen(function* () {
      if (flags.measured !== undefined) return yield* compareRecorded(flags, loaded, flags.measured);
      const elsewhere = flags.live === undefined ? yield* agentOf(flags) : yield* labAgent(flags.live);
      if (elsewhere === undefined || "problem" in elsewhere) {
        err.write(`${elsewhere?.problem ?? "there is no agent"}\n`);
        return exitCodes.badInput;
      }
      return yield* compareOnAgent(flags, loaded, elsewhere);
    }),
  ).pipe(
    Effect.catchTag("NoLab", ({ reason }) => {
      err.write(reason);
      return Effect.succeed(exitCodes.badInput);
    }),
  );
});

/** One line that compares the same again. */
const commandOf = (flags: CompareFlags): string => {
  const { experiment, live, agent, tokenFile, ca, measured, calibration, runs, within, set } = flags;
  const named = { live, agent, "token-file": tokenFile, ca, measured };
  const words = [
    experiment,
    ...Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...calibration.flatMap((folder) => ["--calibration", folder]),
    ...(runs === 1 ? [] : ["--runs", String(runs)]),
    ...(within === 2 ? [] : ["--within", String(within)]),
    ...set.flatMap((one) => ["--set", one]),
  ];
  return [ordealCommand, "compare", ...words.map(shellWord)].join(" ");
};

const wrongUsage = ({ live, agent, measured, calibration, runs, within }: CompareFlags): string | undefined => {
  const places = [live, agent, measured].filter((one) => one !== undefined).length;
  if (places !== 1)
    return "expected one of --live LAB, --agent URL and --measured DIR: where the real run is, or was recorded";
  if (measured !== undefined && calibration.length === 0)
    return "--measured needs --calibration DIR: a recorded run of the same job without a fault, to take its times from; one with a stop for those of a recovery";
  if (!(runs >= 1 && runs <= 100)) return `--runs expected a number from 1 to 100, found ${runs}`;
  return within > 0 ? undefined : `--within expected points above 0, found ${within}`;
};

/** At so many places it is told that weights differ. */
const WEIGHTS_TOLD_MAX = 5;

/** What was recorded before, by folders. */
const compareRecorded = Effect.fnUntraced(function* (flags: CompareFlags, loaded: LoadedExperiment, folder: string) {
  const { err } = yield* Screen;
  const calibrating = flags.calibration.map((one) => readRecordedRun(one, loaded.experiment));
  const { step } = timesOf(calibrating.flatMap((one) => (typeof one === "string" ? [] : [one.run])));
  const read = [...calibrating, readRecordedRun(folder, loaded.experiment, step?.meanUs)];
  const unread = read.filter((one) => typeof one === "string");
  if (unread.length > 0) {
    err.write(`${unread.join("\n")}\n`);
    return exitCodes.badInput;
  }
  const all = read.filter((one) => typeof one !== "string");
  const last = all.at(-1) as Recorded;
  const weights =
    last.weights === undefined
      ? undefined
      : compareWeights(
          last.weights,
          all.slice(0, -1).flatMap((one) => one.weights ?? []),
        );
  const differing = (weights?.differing ?? []).map(
    (place) => `the weights of ${place} are not those of a run without the faults`,
  );
  const measured: Recorded = { ...last, violations: [...last.violations, ...differing.slice(0, WEIGHTS_TOLD_MAX)] };
  const calibration = timesOf(all.slice(0, -1).map(({ run }) => run));
  return yield* conclude(flags, loaded, {
    calibration,
    prediction: predictionOf(loaded, calibration),
    runs: [measured],
    weights,
  });
});

const predictionOf = (loaded: LoadedExperiment, calibration: MeasuredTimes) => {
  const { scenario, written } = calibrate(loaded.experiment, calibration);
  return { written, run: predict(scenario) };
};

/** Runs everything now: first for calibration, then the experiment itself, of which the prediction is written before. */
const compareOnAgent = Effect.fnUntraced(function* (
  flags: CompareFlags,
  loaded: LoadedExperiment,
  elsewhere: Elsewhere,
) {
  const { err } = yield* Screen;
  const running = Effect.gen(function* () {
    const calibrating: Array<RecordedRun> = [];
    for (const { what, experiment } of calibrationRunsOf(loaded.experiment)) {
      err.write(`Calibration: the job with ${what}\n`);
      calibrating.push((yield* runOnAgent(loaded, experiment, elsewhere)).run);
    }
    const calibration = timesOf(calibrating);
    const prediction = predictionOf(loaded, calibration);
    const unwritten = write(flags, loaded, "prediction", { calibration, prediction: prediction.run.result });
    if (unwritten !== undefined) {
      err.write(`${unwritten}\n`);
      return exitCodes.badInput;
    }
    const runs: Array<Recorded> = [];
    for (let nth = 1; nth <= flags.runs; nth++) {
      err.write(`Measuring ${loaded.experiment.title}${flags.runs === 1 ? "" : `, ${nth} of ${flags.runs}`}\n`);
      runs.push(yield* runOnAgent(loaded, loaded.experiment, elsewhere));
    }
    return yield* conclude(flags, loaded, { calibration, prediction, runs });
  });
  return yield* running.pipe(
    Effect.catch((error) => {
      err.write(printBroken(error, commandOf(flags)));
      return Effect.succeed(exitCodeOfBroken(error));
    }),
  );
});

interface Compared {
  readonly calibration: MeasuredTimes;
  readonly prediction: ReturnType<typeof predictionOf>;
  /** One at least. */
  readonly runs: ReadonlyArray<Recorded>;
  readonly weights?: ComparedWeights | undefined;
}

/** Of several runs the one in the middle by its effective throughput. */
const middleOf = (runs: ReadonlyArray<Recorded>): Recorded => {
  const sorted = runs.toSorted((a, b) => goodputOf(a.run) - goodputOf(b.run));
  return sorted[Math.floor((sorted.length - 1) / 2)] as Recorded;
};

const goodputOf = ({ result }: RecordedRun): number => result.metrics.effectiveThroughput ?? 0;

/** Prints both side by side, and says whether they are near enough. */
const conclude = Effect.fnUntraced(function* (flags: CompareFlags, loaded: LoadedExperiment, compared: Compared) {
  const { out, err } = yield* Screen;
  const { calibration, prediction, runs } = compared;
  const measured = middleOf(runs);
  const table = sideBySide(prediction.run, measured.run);
  const { doubts, violations } = measured;
  const isWithin = Math.abs(table.points) <= flags.within;
  const document = {
    experiment: loaded.name,
    within: flags.within,
    held: doubts.length > 0 ? null : isWithin,
    points: table.points,
    furthest: { bucket: table.furthest.bucket, points: table.furthest.points },
    predicted: goodputOf(prediction.run),
    measured: runs.map(({ run }) => goodputOf(run)),
    buckets: table.buckets,
    interruptions: table.interruptions,
    calibration,
    asWritten: prediction.written,
    violations,
    doubts,
    weights: compared.weights ?? null,
  };
  if (flags.json) out.write(`${JSON.stringify(document, null, 2)}\n`);
  (flags.json ? err : out).write(report(flags, loaded, compared, table, measured, styleFor(flags.json ? err : out)));
  const unwritten = write(flags, loaded, "compare", document);
  if (unwritten !== undefined) err.write(`${unwritten}\n`);
  if (unwritten !== undefined || doubts.length > 0) return exitCodes.unknown;
  return isWithin && violations.length === 0 ? exitCodes.held : exitCodes.failed;
});

const report = (
  flags: CompareFlags,
  { experiment }: LoadedExperiment,
  { calibration, prediction, runs, weights }: Compared,
  table: SideBySide,
  { run, doubts, violations }: Recorded,
  style: ReturnType<typeof styleFor>,
): string => {
  const { within } = flags;
  const near = Math.abs(table.points) <= within;
  const verdict =
    doubts.length > 0 ? style("yellow", "unknown") : style(near ? "green" : "red", near ? "within" : "beyond");
  const others =
    runs.length === 1 ? "" : `, the median of ${runs.map((one) => percent(goodputOf(one.run))).join(", ")}`;
  const lines = [
    style("bold", experiment.title),
    "",
    "The times that the prediction rests on:",
    ...printTimes(calibration, prediction.written),
    "",
    "Where the time goes:",
    ...printBuckets(table, style),
    "",
    "Interruptions, by phase:",
    ...printInterruptions(table, style),
    "",
    ...(weights === undefined ? [] : [weightsText(weights), ""]),
    ...violations.map((one) => `${style("red", "broken")}: ${one}`),
    ...doubts.map((one) => `${style("yellow", "unknown")}: ${one}`),
    `Effective throughput: predicted ${percent(goodputOf(prediction.run))}, measured ${percent(goodputOf(run))}${others}: ${Math.abs(table.points).toFixed(2)} points apart, ${verdict}${doubts.length > 0 ? "" : ` ${within} points`}.`,
    ...furthestText(table, within),
    "",
    `Compare again: ${commandOf(flags)}`,
  ];
  return `${lines.join("\n")}\n`;
};

const weightsText = ({ compared, differing, why }: ComparedWeights): string =>
  why === undefined
    ? `Weights: ${differing.length === 0 ? "the same, bit for bit," : "not the same"} as in the other runs, at ${counted(compared, "place")}.`
    : `Weights: not compared, for ${why}.`;

/** Parts may be far apart where the sum is near: then the two agree by chance. */
const furthestText = ({ furthest, points }: SideBySide, within: number): ReadonlyArray<string> =>
  Math.abs(points) <= within && Math.abs(furthest.points) > 2 * within
    ? [
        `But ${furthest.bucket} is ${Math.abs(furthest.points).toFixed(2)} points apart: the sum is near by chance. Was the machine as busy as when it was calibrated?`,
      ]
    : [];

/** Writes a document into `--out`; what kept it from it. */
const write = (
  { out }: CompareFlags,
  { name }: LoadedExperiment,
  what: string,
  document: object,
): string | undefined => {
  if (out === undefined) return undefined;
  const file = join(out, `${name}.${what}.json`);
  try {
    mkdirSync(out, { recursive: true });
    writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
    return undefined;
  } catch (error) {
    return `${file} cannot be written: ${systemReason(error)}`;
  }
};
