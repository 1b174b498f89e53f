import { cardsOf, counted, humanDuration } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { assumedDocument } from "../dry-run/assumed.ts";
import type { InputProblem } from "../files/input-problem.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { loadEither } from "../files/load-either.ts";
import { printWarnings, warningsDocument, warningsIn } from "../files/warnings.ts";
import { interruptibly } from "../interruptible.ts";
import { styleFor } from "../print/style.ts";
import { isLines } from "../replay/source.ts";
import { tooManyEvents } from "../run/event-bound.ts";
import { Screen } from "../screen.ts";
import { type CheckedJournal, checkJournal, describeJournal, isJournal } from "./check-journal.ts";
import { type CheckedTimeline, checkTimeline, checkTimelineLines, describeTimeline } from "./check-timeline.ts";
import { exitCodes } from "./exit.ts";
import { printBadInput, problemsDocument, STRICT } from "./input.ts";

export interface CheckFlags {
  readonly files: ReadonlyArray<string>;
  readonly allowEvents?: number | undefined;
  readonly json: boolean;
  /** Whether a warning is an error. */
  readonly strict?: boolean;
}

/** What became of one file. */
interface Checked {
  readonly file: string;
  /** What it holds, in one line; nothing of a bad one. */
  readonly said?: string;
  readonly isIncomplete?: boolean;
  /** What is wrong with something that people wrote. */
  readonly problems: ReadonlyArray<InputProblem>;
  /** What is good, and hardly does what was meant. */
  readonly warnings?: ReadonlyArray<InputProblem>;
  /** What is wrong with something that a run wrote, line by line: nobody fixes that. */
  readonly broken?: ReadonlyArray<string>;
  /** What `--json` tells of it. */
  readonly document: object;
}

/**
 * Reads experiments, timelines, and journals that runs wrote, and says what is wrong with them; runs nothing. Returns the
 * exit code: a journal that is not complete leaves its run unknown.
 */
export const check = Effect.fnUntraced(function* ({ files, json, allowEvents, strict = false }: CheckFlags) {
  const { out, err } = yield* Screen;
  const told = json ? err : out;
  const style = styleFor(told);
  const all: Array<Checked> = [];
  for (const file of files) {
    const checked = yield* checkFile(file, allowEvents);
    all.push(checked);
    const mark = checked.isIncomplete === true ? style("yellow", "?") : style("green", "✓");
    if (checked.said !== undefined) told.write(`${mark} ${file}: ${checked.said}\n`);
    err.write(printWarnings(checked.warnings ?? []));
    for (const line of checked.broken ?? []) err.write(`${line}\n`);
  }
  const bad = all.filter(({ problems }) => problems.length > 0);
  if (bad.length > 0) err.write(printBadInput(bad, ""));
  if (json) out.write(`${JSON.stringify({ files: all.map(({ document }) => document) }, null, 2)}\n`);
  if (all.some(({ said }) => said === undefined)) return exitCodes.badInput;
  if (strict && all.some(({ warnings = [] }) => warnings.length > 0)) {
    err.write(`${STRICT}\n`);
    return exitCodes.badInput;
  }
  return all.some(({ isIncomplete }) => isIncomplete === true) ? exitCodes.unknown : exitCodes.held;
});

const checkFile = Effect.fnUntraced(function* (file: string, allowEvents: number | undefined) {
  if (isJournal(file)) return ofJournal(yield* interruptibly(() => checkJournal(file)));
  if (isLines(file)) return ofTimeline(file, yield* checkTimelineLines(file, allowEvents));
  const loading = yield* Effect.promise(() => loadEither(file));
  if ("problems" in loading) return ofBad(file, loading.problems);
  if ("timeline" in loading) return ofTimeline(file, yield* checkTimeline(loading.timeline, allowEvents));
  const { experiment } = loading;
  const endless = tooManyEvents(experiment, allowEvents);
  if (endless !== undefined) return ofBad(file, [endless]);
  const warnings = warningsIn(experiment);
  const assumed = assumedDocument(experiment.assumed);
  const document = { file, good: true, problems: [], warnings: warningsDocument(warnings), assumed };
  return { file, said: describe(experiment), problems: [], warnings, document };
});

const ofBad = (file: string, problems: ReadonlyArray<InputProblem>): Checked => ({
  file,
  problems,
  document: { file, good: false, problems: problemsDocument([{ file, problems }]) },
});

const ofTimeline = (file: string, checked: CheckedTimeline): Checked => {
  if ("problems" in checked) return ofBad(file, checked.problems);
  const { summary } = checked;
  const document = { file, good: true, timeline: summary, problems: [] };
  return { file, said: describeTimeline(summary), problems: [], document };
};

const ofJournal = (journal: CheckedJournal): Checked => {
  const { file } = journal;
  if ("problems" in journal) {
    const broken = journal.problems.map(({ line, message }) => `${file}:${line} ${message}`);
    return { file, broken, problems: [], document: { good: false, ...journal } };
  }
  const { summary } = journal;
  const isIncomplete = summary.incomplete !== undefined;
  const document = { good: true, ...journal, problems: [] };
  return { file, said: describeJournal(summary), isIncomplete, problems: [], document };
};

const describe = ({
  experiment: { title, cluster, duration, faults, hazards, thresholds },
}: LoadedExperiment): string =>
  [
    `"${title}"`,
    counted(cardsOf(cluster), "card"),
    humanDuration(duration),
    counted(faults.length, "fault"),
    counted(hazards.length, "hazard"),
    counted(thresholds.length, "threshold"),
  ].join(", ");
