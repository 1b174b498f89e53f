import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { budgetOf, type FoundAt, parseFoundAt } from "@ordeal/explorer";
import { decode, ordealCommand, PositiveDurationUs } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { type PageFlags, type UnwrittenPage, writePages } from "../ci-pages/write-pages.ts";
import { printInputProblem } from "../files/input-problem.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { STDIN } from "../files/read-file.ts";
import { userFunctionProblem } from "../files/user-function.ts";
import { printWarnings, warningsIn } from "../files/warnings.ts";
import { huntCommand } from "../hunt/command.ts";
import { loadExamples } from "../hunt/examples.ts";
import { printHunt } from "../hunt/print.ts";
import { findingsOf, type HuntReport, huntDocument } from "../hunt/report.ts";
import { type HuntRequest, setOf } from "../hunt/request.ts";
import { bestSoFar, type HuntProgress, type Limits, resumeShrinking, runHunt } from "../hunt/run-hunt.ts";
import { save } from "../hunt/save-counterexample.ts";
import { shellWord } from "../print/shell.ts";
import { styleFor } from "../print/style.ts";
import { writeAskedReport } from "../report/write-asked.ts";
import { whyNotWrite } from "../run/out-files.ts";
import { systemReason } from "../run/outputs.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";
import { loadInput, printBadInput, problemsDocument } from "./input.ts";
import { refuse } from "./refuse.ts";

export interface HuntFlags extends PageFlags {
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
  readonly json: boolean;
  readonly allowEvents?: number | undefined;
}

/** How many timelines are tried when neither their number nor the time is given. */
const TIMELINES = 5_000;
const WORKERS_MAX = 64;

/** Searches for a timeline of faults that breaks the experiment's target, and makes it small. Returns the exit code. */
export const hunt = Effect.fnUntraced(function* (flags: HuntFlags) {
  const { out, err } = yield* Screen;
  if (flags.experiment === STDIN) {
    return yield* refuse(told(flags), "a hunt needs a file: what it saves names it, and other threads read it again", {
      next: "; nothing was tried",
    });
  }
  const { experiments, bad } = yield* Effect.promise(() =>
    loadInput([flags.experiment], { set: flags.set, seed: undefined, allowEvents: flags.allowEvents }),
  );
  const [loaded] = experiments;
  const examples = yield* Effect.promise(() => loadExamples(flags.example, loaded?.experiment));
  const problems = [...bad, ...examples.bad];
  if (problems.length > 0 || loaded === undefined) {
    err.write(printBadInput(problems, "; nothing was tried"));
    if (flags.json) out.write(`${JSON.stringify({ found: false, problems: problemsDocument(problems) }, null, 2)}\n`);
    return exitCodes.badInput;
  }
  const asked = readFlags(flags);
  if (typeof asked === "string") {
    return yield* refuse(told(flags), asked, { next: `; see ${ordealCommand} hunt --help` });
  }
  const { limits, at } = asked;
  // A hunt leaves the scripted faults out, and brings its own.
  err.write(printWarnings(warningsIn(loaded, { ...loaded.experiment, faults: [] })));
  const request: HuntRequest = {
    file: loaded.file,
    set: setOf(loaded),
    seed: flags.seed,
    workers: flags.workers,
    isExhaustive: flags.exhaustive,
    exampleFiles: flags.example,
    examples: examples.timelines,
  };
  const hunted: HuntProgress = { searched: undefined, found: undefined, small: undefined };
  const startedMs = performance.now();
  const tell = (isInterrupted: boolean) => reportHunt({ loaded, request, hunted, flags, isInterrupted, startedMs });
  const lost = yield* (
    at === undefined
      ? Effect.as(runHunt(loaded.experiment, request, limits, hunted), undefined)
      : resumeShrinking(loaded.experiment, request, at, hunted)
  ).pipe(
    Effect.onInterrupt(() => Effect.ignore(tell(true))),
    Effect.catchDefect((defect) => Effect.succeed({ defect })),
  );
  // What was found is told, even to somebody who stops the hunt at its very end.
  if (lost === undefined) return yield* Effect.uninterruptible(tell(false));
  if (typeof lost === "string") return yield* refuse(told(flags), lostText(flags, lost));
  const problem = userFunctionProblem(lost.defect, loaded);
  if (problem === undefined) {
    return yield* refuse(told(flags), brokenText(loaded.file, lost.defect), {
      next: `\nHunt again: ${huntCommand(loaded, request, at)}`,
      exitCode: exitCodes.unknown,
    });
  }
  const broken = [{ file: loaded.file, problems: [problem] }];
  const under = lost.defect instanceof Error ? `${lost.defect.message}\n` : "";
  err.write(`${printInputProblem(problem)}\n${under}Fix the function.\n`);
  err.write(`Hunt again: ${huntCommand(loaded, request, at)}\n`);
  if (flags.json) out.write(`${JSON.stringify({ found: false, problems: problemsDocument(broken) }, null, 2)}\n`);
  return exitCodes.badInput;
});

const told = ({ json }: HuntFlags) => ({ json, fields: { found: false } });

const brokenText = (file: string, defect: unknown): string =>
  `${file}: ${defect instanceof Error ? defect.message : String(defect)}\nThe fault is in Ordeal.`;

const lostText = ({ path }: HuntFlags, lost: "timeline" | "steps"): string =>
  `--path ${path} leads nowhere: the ${lost} that it names ${lost === "timeline" ? "breaks" : "break"} nothing here. It needs the same experiment, --seed, --workers, --exhaustive and --example as before.`;

interface HuntToReport {
  readonly loaded: LoadedExperiment;
  readonly request: HuntRequest;
  readonly hunted: HuntProgress;
  readonly flags: HuntFlags;
  readonly isInterrupted: boolean;
  readonly startedMs: number;
}

/** Saves and tells what a hunt came to, or the best so far. Returns the exit code. */
const reportHunt = Effect.fnUntraced(function* ({
  loaded,
  request,
  hunted,
  flags,
  isInterrupted,
  startedMs,
}: HuntToReport) {
  const { out, err } = yield* Screen;
  const screen = flags.json ? err : out;
  const { searched } = hunted;
  const goOn = writtenTo(flags);
  if (searched === undefined) {
    err.write(`Interrupted before the first timeline was tried.\nHunt again: ${huntCommand(loaded, request)}${goOn}\n`);
    if (flags.json) out.write(`${JSON.stringify({ found: false, interrupted: true }, null, 2)}\n`);
    return exitCodes.interrupted;
  }
  const small = bestSoFar(hunted);
  const command = huntCommand(loaded, request, small?.at);
  const where = { folder: flags.out, searchSeed: flags.seed, command };
  const unwritten: Array<UnwrittenPage> = [];
  const noted = <A>(written: Effect.Effect<A, UnwrittenPage>) =>
    Effect.catch(written, (error) => Effect.sync(() => void unwritten.push(error)));
  const isWorthSaving = small !== undefined && small.shrunk.trial.timeline.length > 0;
  const report: HuntReport = {
    loaded,
    budget: budgetOf(loaded.experiment),
    searchSeed: flags.seed,
    searched,
    small,
    saved: (isWorthSaving ? yield* noted(save(loaded, small, where)) : undefined) ?? undefined,
    findings: findingsOf(loaded, searched, small),
    isInterrupted,
    command,
    harder: `${harderCommand(flags, loaded, request, searched.timelines, isInterrupted)}${goOn}`,
    goOn,
  };
  if (flags.junit !== undefined || flags.markdown !== undefined) {
    const { junitText, markdownText } = yield* Effect.promise(() => import("../hunt/pages.ts"));
    const seconds = (performance.now() - startedMs) / 1_000;
    const pages = { junit: () => junitText(report, seconds), markdown: () => markdownText(report) };
    unwritten.push(...writePages(flags, pages));
  }
  const pictured = async () => {
    const { huntParts } = await import("../report/hunt-document.ts");
    return huntParts(huntDocument(report));
  };
  screen.write(printHunt(report, styleFor(screen)));
  unwritten.push(...(yield* writeAskedReport(flags, pictured)));
  if (flags.json) out.write(`${JSON.stringify(huntDocument(report), null, 2)}\n`);
  for (const { path, reason } of unwritten) {
    err.write(`${path} cannot be written: ${reason}. Name another one; this finds it again: ${command}\n`);
  }
  if (unwritten.length > 0 || report.findings.length > 0) return exitCodes.unknown;
  return small === undefined ? exitCodes.held : exitCodes.failed;
});

/** The flags that say where what a hunt finds is written, as they are typed behind its command. */
const writtenTo = ({ out, junit, markdown, report, json, allowEvents }: HuntFlags): string =>
  [
    ...(out === OUT ? [] : [` --out ${shellWord(out)}`]),
    ...(junit === undefined ? [] : [` --junit ${shellWord(junit)}`]),
    ...(markdown === undefined ? [] : [` --markdown ${shellWord(markdown)}`]),
    ...(report === undefined ? [] : [` --report ${shellWord(report)}`]),
    ...(allowEvents === undefined ? [] : [` --allow-events ${allowEvents}`]),
    ...(json ? [" --json"] : []),
  ].join("");

/** Where a counterexample goes unless `--out` says. */
const OUT = "counterexamples";

/**
 * What looks further than a search that found nothing: ten times as far, and past the pairs when all were tried; where it
 * was interrupted, as far as was asked for.
 */
const harderCommand = (
  { timelines, time }: HuntFlags,
  loaded: LoadedExperiment,
  request: HuntRequest,
  tried: number,
  isInterrupted: boolean,
): string => {
  if (isInterrupted) {
    const limits = [
      ...(timelines === undefined ? [] : [` --timelines ${timelines}`]),
      ...(time === undefined ? [] : [` --time ${shellWord(time)}`]),
    ];
    return `${huntCommand(loaded, request)}${limits.join("")}`;
  }
  const triedAllPairs = request.isExhaustive && timelines === undefined && time === undefined;
  const command = huntCommand(loaded, { ...request, isExhaustive: request.isExhaustive && !triedAllPairs });
  return `${command} --timelines ${Math.max(1_000, tried * 10)}`;
};

/** When to stop and where to begin, or what is wrong with what was asked for. */
const readFlags = (flags: HuntFlags): { readonly limits: Limits; readonly at: FoundAt | undefined } | string => {
  const limits = limitsOf(flags);
  if (typeof limits === "string") return limits;
  const at = flags.path === undefined ? undefined : parseFoundAt(flags.path);
  return wrongFlag(flags, at) ?? wrongPlace(flags) ?? { limits, at };
};

/** When to stop searching, or what is wrong with it. */
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

const wrongFlag = ({ seed, workers, path }: HuntFlags, at: FoundAt | undefined): string | undefined => {
  if (seed < 0 || seed > 4_294_967_295) return `--seed expected a number from 0 to 4294967295, found ${seed}`;
  if (workers < 1 || workers > WORKERS_MAX)
    return `--workers expected a number from 1 to ${WORKERS_MAX}, found ${workers}`;
  if (path !== undefined && at === undefined)
    return `--path expected WORKER/TIMELINE:STEPS as a hunt prints it, such as 0/137:2.0.5, found "${path}"`;
  if (at !== undefined && at.worker >= workers)
    return `--path ${path} is of worker ${at.worker}, counted from 0: expected --workers ${at.worker + 1} or more, found ${workers}`;
  return undefined;
};

/** What turns out to be no place when it is written is told with all that was found. */
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** A search may take hours: that its outcome cannot be written should show before it. */
const wrongPlace = ({ out, junit, markdown }: HuntFlags): string | undefined => {
  const folders = [
    ["--out", out, out],
    ["--junit", junit, junit && dirname(junit)],
    ["--markdown", markdown, markdown && dirname(markdown)],
  ] as const;
  for (const [flag, path, folder] of folders) {
    const reason = folder === undefined ? undefined : unwritable(resolve(folder));
    if (reason !== undefined) return `${flag} ${path} cannot be written: ${reason}; nothing was tried`;
  }
  for (const [flag, path] of folders.slice(1)) {
    const reason = path === undefined || isFolder(path) ? undefined : whyNotWrite(path, true);
    if (reason !== undefined) return `${flag} ${path} ${reason}; nothing was tried`;
  }
  return undefined;
};

/** What keeps files from being written to a folder that need not be there yet; `undefined` when nothing is known to. */
const unwritable = (folder: string): string | undefined => {
  if (!existsSync(folder) && dirname(folder) !== folder) return unwritable(dirname(folder));
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is not a directory`;
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return systemReason(error);
  }
};
