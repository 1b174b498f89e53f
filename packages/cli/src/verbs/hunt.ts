import { writeFileSync } from "node:fs";
import { budgetOf, parseFoundAt } from "@ordeal/explorer";
import { decode, PositiveDurationUs } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { InputProblem } from "../files/input-problem.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { loadTimeline } from "../files/load-timeline.ts";
import { huntCommand } from "../hunt/command.ts";
import { type Hunted, hunting, type Limits, resuming, smallSoFar } from "../hunt/hunting.ts";
import { printHunt } from "../hunt/print.ts";
import { type HuntReport, huntDocument } from "../hunt/report.ts";
import { type HuntRequest, setOf } from "../hunt/request.ts";
import { save } from "../hunt/saving.ts";
import { styleFor } from "../print/style.ts";
import { writing } from "../run/outputs.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";
import { type FileProblems, loadInput, printBadInput, problemsDocument } from "./input.ts";

export interface HuntFlags {
  readonly experiment: string;
  readonly seed: number;
  readonly set: ReadonlyArray<string>;
  readonly timelines: number | undefined;
  /** How long to search, as people write it. */
  readonly time: string | undefined;
  readonly workers: number;
  readonly exhaustive: boolean;
  readonly example: ReadonlyArray<string>;
  /** Where a counterexample was found, to take up its shrinking. */
  readonly path: string | undefined;
  readonly out: string;
  readonly junit: string | undefined;
  readonly markdown: string | undefined;
  readonly json: boolean;
}

/** How many timelines are tried when neither their number nor the time is given. */
const TIMELINES = 5_000;
const WORKERS_MAX = 64;

/** Searches for a timeline of faults that breaks the experiment's target, and makes it small. Returns the exit code. */
export const hunt = Effect.fnUntraced(function* (flags: HuntFlags) {
  const { out, err } = yield* Screen;
  const { experiments, bad } = yield* Effect.promise(() =>
    loadInput([flags.experiment], { set: flags.set, seed: undefined }),
  );
  const examples = yield* Effect.promise(() => loadExamples(flags.example));
  const problems = [...bad, ...examples.bad];
  const [loaded] = experiments;
  if (problems.length > 0 || loaded === undefined) {
    err.write(printBadInput(problems, "; nothing was tried"));
    if (flags.json) out.write(`${JSON.stringify({ found: false, problems: problemsDocument(problems) }, null, 2)}\n`);
    return exitCodes.badInput;
  }
  const limits = limitsOf(flags);
  const at = flags.path === undefined ? undefined : parseFoundAt(flags.path);
  const wrong = typeof limits === "string" ? limits : wrongFlag(flags, at === undefined);
  if (wrong !== undefined || typeof limits === "string") {
    err.write(`${wrong}; see pnpm ordeal hunt --help\n`);
    return exitCodes.badInput;
  }
  const request: HuntRequest = {
    file: loaded.file,
    set: setOf(loaded),
    seed: flags.seed,
    workers: flags.workers,
    isExhaustive: flags.exhaustive,
    exampleFiles: flags.example,
    examples: examples.timelines,
  };
  const hunted: Hunted = { searched: undefined, found: undefined, small: undefined };
  const startedMs = performance.now();
  const tell = (isInterrupted: boolean) => telling({ loaded, request, hunted, flags, isInterrupted, startedMs });
  const lost = yield* Effect.onInterrupt(
    at === undefined
      ? Effect.as(hunting(loaded.experiment, request, limits, hunted), undefined)
      : resuming(loaded.experiment, request, at, hunted),
    () => Effect.ignore(tell(true)),
  );
  if (lost !== undefined) {
    err.write(
      `--path ${flags.path} leads nowhere: the ${lost} that it names ${lost === "timeline" ? "breaks" : "break"} nothing here. It needs the same experiment, --seed, --workers, --exhaustive and --example as before.\n`,
    );
    return exitCodes.badInput;
  }
  return yield* tell(false);
});

interface Telling {
  readonly loaded: LoadedExperiment;
  readonly request: HuntRequest;
  readonly hunted: Hunted;
  readonly flags: HuntFlags;
  readonly isInterrupted: boolean;
  readonly startedMs: number;
}

/** Saves and tells what a hunt came to, or the best so far. Returns the exit code. */
const telling = Effect.fnUntraced(function* ({ loaded, request, hunted, flags, isInterrupted, startedMs }: Telling) {
  const { out, err } = yield* Screen;
  const told = flags.json ? err : out;
  const { searched } = hunted;
  if (searched === undefined) {
    err.write(`Interrupted before the first timeline was tried.\nHunt again: ${huntCommand(loaded, request)}\n`);
    return exitCodes.interrupted;
  }
  const small = smallSoFar(loaded.experiment, hunted);
  const command = huntCommand(loaded, request, small?.at);
  const where = { folder: flags.out, searchSeed: flags.seed, command };
  const report = (saved: HuntReport["saved"]): HuntReport => ({
    loaded,
    budget: budgetOf(loaded.experiment),
    searchSeed: flags.seed,
    searched,
    small,
    saved,
    isInterrupted,
    command,
  });
  const isWorthSaving = small !== undefined && small.shrunk.trial.timeline.length > 0;
  return yield* Effect.gen(function* () {
    const whole = report(isWorthSaving ? yield* save(loaded, small, where) : undefined);
    if (flags.junit !== undefined || flags.markdown !== undefined) {
      const { junitText, markdownText } = yield* Effect.promise(() => import("../hunt/pages.ts"));
      const seconds = (performance.now() - startedMs) / 1_000;
      yield* writePage(flags.junit, () => junitText(whole, seconds));
      yield* writePage(flags.markdown, () => markdownText(whole));
    }
    told.write(printHunt(whole, styleFor(told)));
    if (flags.json) out.write(`${JSON.stringify(huntDocument(whole), null, 2)}\n`);
    return small === undefined ? exitCodes.held : exitCodes.failed;
  }).pipe(
    Effect.catch(({ path, reason }) => {
      told.write(printHunt(report(undefined), styleFor(told)));
      err.write(`${path} cannot be written: ${reason}. Name another one; the command above finds it again.\n`);
      return Effect.succeed(exitCodes.unknown);
    }),
  );
});

const writePage = (path: string | undefined, text: () => string) =>
  path === undefined ? Effect.void : writing(path, () => writeFileSync(path, text()));

/** When to stop searching, or what is wrong with what was asked for. */
const limitsOf = ({ timelines, time, exhaustive }: HuntFlags): Limits | string => {
  if (timelines !== undefined && (timelines < 1 || timelines > 1e9))
    return `--timelines expected a number from 1 to 1,000,000,000, found ${timelines}`;
  const decoded = time === undefined ? undefined : decode(PositiveDurationUs, time);
  if (decoded !== undefined && "problems" in decoded)
    return `--time expected a duration such as "10 minutes", found "${time}"`;
  const unlimited = time !== undefined || exhaustive ? Number.POSITIVE_INFINITY : TIMELINES;
  return {
    timelines: timelines ?? unlimited,
    timeMs: decoded === undefined ? Number.POSITIVE_INFINITY : decoded.value / 1_000,
  };
};

const wrongFlag = ({ seed, workers, path }: HuntFlags, hasNoPath: boolean): string | undefined => {
  if (seed < 0 || seed > 4_294_967_295) return `--seed expected a number from 0 to 4294967295, found ${seed}`;
  if (workers < 1 || workers > WORKERS_MAX)
    return `--workers expected a number from 1 to ${WORKERS_MAX}, found ${workers}`;
  if (path !== undefined && hasNoPath)
    return `--path expected WORKER/TIMELINE:STEPS as a hunt prints it, such as 0/137:2.0.5, found "${path}"`;
  return undefined;
};

/** The faults of earlier counterexamples, or what is wrong with their files. */
const loadExamples = async (files: ReadonlyArray<string>) => {
  const bad: Array<FileProblems> = [];
  const timelines: Array<HuntRequest["examples"][number]> = [];
  for (const file of files) {
    const loading = await loadTimeline(file);
    if ("problems" in loading) bad.push({ file, problems: loading.problems });
    else if (loading.loaded.timeline.faults.some(({ component }) => component !== undefined))
      bad.push({ file, problems: [unmapped(file)] });
    else timelines.push(loading.loaded.timeline.faults);
  }
  return { timelines, bad };
};

const unmapped = (file: string): InputProblem => ({
  place: { source: file },
  path: ["faults"],
  message:
    "names components of another cluster: expected targets of this one, as a timeline that a hunt saved has them",
});
