import { availableParallelism } from "node:os";
import { PartsDiffer, targetsOf } from "@ordeal/explorer";
import { ordealCommand } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { PartsUnusable } from "../campaign/parts-folder.ts";
import { type PageFlags, type UnwrittenPage, writePages } from "../ci-pages/write-pages.ts";
import type { InputProblem } from "../files/input-problem.ts";
import type { Override } from "../files/override.ts";
import { STDIN } from "../files/read-file.ts";
import { type Axis, parseAxis, parseRange, type Range } from "../plan/axis.ts";
import { planCommand } from "../plan/command.ts";
import { printPlan } from "../plan/print.ts";
import { type PlanReport, planDocument, reportOf } from "../plan/report.ts";
import { type PlanTools, runGrid, runSearch, UnreadableSetting } from "../plan/run-plan.ts";
import { type Setting, Settings } from "../plan/settings.ts";
import { styleFor } from "../print/style.ts";
import { writeAskedReport } from "../report/write-asked.ts";
import { EVENTS_MAX } from "../run/event-bound.ts";
import { Screen } from "../screen.ts";
import { exitCodeOf, exitCodes } from "./exit.ts";
import { loadInput, printBadInput, problemsDocument } from "./input.ts";
import { printSeedsBroke } from "./seeds-broke.ts";

export interface PlanFlags extends PageFlags {
  readonly experiment: string;
  readonly vary: ReadonlyArray<string>;
  readonly search: string | undefined;
  /** Whether settings that are surely no good drop out early. */
  readonly race: boolean;
  /** Runs of each setting. */
  readonly runs: number;
  readonly seed: number;
  readonly set: ReadonlyArray<string>;
  readonly workers: number | undefined;
  readonly out: string | undefined;
  readonly allowEvents?: number | undefined;
  readonly json: boolean;
}

const SETTINGS_MAX = 1_000;
/** Of so many settings, every two are compared in a search. */
const SEARCHED_MAX = 8;
const RUNS_MAX = 1_000_000;
const SEED_MAX = 4_294_967_295;
const WORKERS_MAX = 256;

/** Lays settings of an experiment beside each other under the same faults, and says which to take. Returns the exit code. */
export const plan = Effect.fnUntraced(function* (flags: PlanFlags) {
  const { out, err } = yield* Screen;
  if (flags.experiment === STDIN) {
    err.write("a plan needs a file: it is read again with every setting; nothing was run\n");
    return exitCodes.badInput;
  }
  const { experiments, bad } = yield* Effect.promise(() =>
    loadInput([flags.experiment], { set: flags.set, seed: undefined, allowEvents: flags.allowEvents }),
  );
  const [loaded] = experiments;
  const asked = readFlags(flags);
  if (bad.length > 0 || loaded === undefined) return yield* refuse(flags, bad);
  if (typeof asked === "string") {
    err.write(`${asked}; see ${ordealCommand} plan --help\n`);
    return exitCodes.badInput;
  }
  const { axes, range, workers } = asked;
  const { runs, seed, vary, search, race } = flags;
  const options = { runs, firstSeed: seed, eventsMax: flags.allowEvents, folder: flags.out };
  const settings = new Settings(loaded, options);
  const grid = yield* Effect.promise(() => readGrid(settings, axes));
  if ("problems" in grid) return yield* refuse(flags, [{ file: loaded.file, problems: grid.problems }]);
  const command = planCommand(loaded, { vary, search, race, runs, seed, out: flags.out });
  const tools: PlanTools = {
    request: { file: loaded.file, eventsMax: flags.allowEvents ?? EVENTS_MAX },
    workers,
    runs,
  };
  const { targets } = targetsOf(loaded.experiment);
  const startedMs = performance.now();
  const ended = yield* Effect.gen(function* () {
    if (range === undefined)
      return { outcomes: yield* runGrid(settings, grid.settings, tools, race), edges: [], breakEvens: [] };
    return { outcomes: [], ...(yield* runSearch(settings, grid.settings, range, targets.length > 0, tools)) };
  }).pipe(
    Effect.map((found) => ({ found })),
    Effect.onInterrupt(() =>
      Effect.sync(() => err.write(`Interrupted: what was run is kept; there is no verdict.\nGo on: ${command}\n`)),
    ),
    Effect.catchDefect((defect) => Effect.succeed({ defect })),
  );
  if ("defect" in ended) {
    const { defect } = ended;
    if (defect instanceof UnreadableSetting)
      return yield* refuse(flags, [{ file: loaded.file, problems: asVaried(defect.problems) }]);
    if (defect instanceof PartsUnusable || defect instanceof PartsDiffer) {
      err.write(`${defect.message}\n`);
      return exitCodes.badInput;
    }
    return yield* printSeedsBroke(defect, loaded, command, flags.json);
  }
  const paths = axes.map(({ path }) => path);
  const report = reportOf({ loaded, runs, firstSeed: seed, paths, range, command, ...ended.found });
  const told = flags.json ? err : out;
  told.write(printPlan(report, styleFor(told)));
  if (flags.json) out.write(`${JSON.stringify(planDocument(report), null, 2)}\n`);
  const unwritten = yield* writeAll(flags, report, (performance.now() - startedMs) / 1_000);
  for (const { path, reason } of unwritten) err.write(`${path} cannot be written: ${reason}\n`);
  return unwritten.length > 0 ? exitCodes.unknown : exitCodeOf[report.verdict];
});

const refuse = Effect.fnUntraced(function* (
  flags: PlanFlags,
  bad: ReadonlyArray<{ readonly file: string; readonly problems: ReadonlyArray<InputProblem> }>,
) {
  const { out, err } = yield* Screen;
  err.write(printBadInput(bad, "; nothing was run"));
  if (flags.json) out.write(`${JSON.stringify({ problems: problemsDocument(bad) }, null, 2)}\n`);
  return exitCodes.badInput;
});

/** Every combination of the values of all axes; the first axis changes slowest. */
const combinations = (axes: ReadonlyArray<Axis>): ReadonlyArray<ReadonlyArray<Override>> =>
  axes.reduce<ReadonlyArray<ReadonlyArray<Override>>>(
    (all, { values }) => all.flatMap((before) => values.map((value) => [...before, value])),
    [[]],
  );

const readGrid = async (
  settings: Settings,
  axes: ReadonlyArray<Axis>,
): Promise<{ readonly settings: ReadonlyArray<Setting> } | { readonly problems: ReadonlyArray<InputProblem> }> => {
  const read: Array<Setting> = [];
  for (const overrides of combinations(axes)) {
    const setting = await settings.read(overrides);
    if (!("loaded" in setting)) return { problems: asVaried(setting) };
    read.push(setting);
  }
  return { settings: read };
};

/** A value of a setting is read as one of `--set`, and stands at the flag that gave it. */
const asVaried = (problems: ReadonlyArray<InputProblem>): ReadonlyArray<InputProblem> =>
  problems.map((problem) => ({
    ...problem,
    place: { ...problem.place, source: problem.place.source.replace(/^--set /, "--vary or --search ") },
  }));

/** Writes the pages that were asked for; what could not be written. */
const writeAll = Effect.fnUntraced(function* (flags: PlanFlags, report: PlanReport, seconds: number) {
  const unwritten: Array<UnwrittenPage> = [];
  if (flags.junit !== undefined || flags.markdown !== undefined) {
    const { planJunit, planMarkdown } = yield* Effect.promise(() => import("../plan/pages.ts"));
    const texts = { junit: () => planJunit(report, seconds), markdown: () => planMarkdown(report) };
    unwritten.push(...writePages(flags, texts));
  }
  const pictured = async () => (await import("../report/plan-document.ts")).planParts(planDocument(report));
  return [...unwritten, ...(yield* writeAskedReport(flags, pictured))];
});

interface Asked {
  readonly axes: ReadonlyArray<Axis>;
  readonly range: Range | undefined;
  readonly workers: number;
}

/** What was asked for, or what is wrong with it. */
const readFlags = ({ vary, search, race, runs, seed, workers }: PlanFlags): Asked | string => {
  if (vary.length === 0 && search === undefined)
    return "nothing is varied: give --vary path=value,value,… or --search path=low..high";
  if (race && search !== undefined)
    return "--race is between the settings of --vary: it does not go together with --search";
  const axes: Array<Axis> = [];
  for (const text of vary) {
    const axis = parseAxis(text);
    if (typeof axis === "string") return axis;
    axes.push(axis);
  }
  const range = search === undefined ? undefined : parseRange(search);
  if (typeof range === "string") return range;
  const paths = [...axes.map(({ path }) => path), ...(range === undefined ? [] : [range.path])];
  const twice = paths.find((path, nth) => paths.indexOf(path) < nth);
  if (twice !== undefined) return `${twice} is varied twice: give all its values in one flag`;
  const settings = axes.reduce((product, { values }) => product * values.length, 1);
  if (settings > SETTINGS_MAX) return `--vary expected at most ${SETTINGS_MAX} settings, found ${settings}`;
  if (range !== undefined && settings > SEARCHED_MAX)
    return `--search compares every two settings: expected at most ${SEARCHED_MAX} of them, found ${settings}`;
  if (runs < 2 || runs > RUNS_MAX) return `--runs expected a number from 2 to 1,000,000, found ${runs}`;
  if (seed < 0 || seed + runs - 1 > SEED_MAX)
    return `--seed expected a first seed from 0 up, from which ${runs} runs come to at most ${SEED_MAX}, found ${seed}`;
  if (workers !== undefined && (workers < 1 || workers > WORKERS_MAX))
    return `--workers expected a number from 1 to ${WORKERS_MAX}, found ${workers}`;
  return { axes, range, workers: workers ?? Math.min(WORKERS_MAX, availableParallelism()) };
};
