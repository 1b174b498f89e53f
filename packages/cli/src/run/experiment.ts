import { judge, type ResultDocument, type RunResult } from "@ordeal/model";
import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import type { LoadedExperiment } from "../files/load.ts";
import { version } from "../version.ts";
import { CannotWrite, RunBroke } from "./errors.ts";
import { JournalUnwritable, JournalWriter } from "./journal.ts";
import { type Outputs, systemReason, writeResult } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { commandOf } from "./reproduce.ts";
import type { OpenRun } from "./simulator.ts";
import { advanceToEnd } from "./slices.ts";

export interface RunOptions {
  /** What the result calls the experiment; its file's name unless given. */
  readonly name?: string;
  /** Where the journal and the result go; nowhere unless given. */
  readonly outputs?: Outputs;
  /** What simulates; the simulator unless given. */
  readonly openRun?: OpenRun;
  /** Told how far the run came, in microseconds, when it is interrupted; its journal is closed by then. */
  readonly onInterrupted?: (nowUs: number) => void;
}

/**
 * Runs an experiment to its end, keeps its journal and judges it. The journal is closed however the run ends, and its
 * last line says how.
 */
export const runExperiment = (loaded: LoadedExperiment, options: RunOptions = {}) =>
  Effect.scoped(running(loaded, options)).pipe(Effect.catchDefect((defect) => Effect.fail(explain(defect, loaded))));

const running = Effect.fnUntraced(function* (loaded: LoadedExperiment, options: RunOptions) {
  const { experiment } = loaded;
  const openRun = options.openRun ?? (yield* Effect.promise(() => import("@ordeal/simulator"))).openRun;
  let nowUs = 0;
  yield* onInterrupt(() => options.onInterrupted?.(nowUs));
  const journal = yield* openJournal(loaded, options.outputs?.journal);
  const progress = yield* showProgress(experiment.title, experiment.duration);
  const onEvent = journal.append.bind(journal);
  const run = openRun(experiment, { seed: experiment.seed, onEvent });
  yield* advanceToEnd(run, (us) => {
    nowUs = us;
    journal.flush();
    return progress.at(us);
  });
  const result = run.result();
  const { verdict, judgements } = judge(result.metrics, experiment.thresholds);
  const sha256 = journal.end({ verdict, complete: true }) ?? "";
  const document: ResultDocument = {
    ordeal: version,
    experiment: options.name ?? loaded.name,
    title: experiment.title,
    seed: experiment.seed,
    verdict,
    ...measured(result),
    thresholds: judgements,
    journal: { events: journal.events, sha256, file: options.outputs?.journal ?? null, complete: true },
    command: commandOf(loaded),
  };
  if (options.outputs !== undefined) yield* writeResult(options.outputs.result, document);
  return { document, result };
});

/** The parts of a result that its document takes over. */
const measured = ({ metrics, ledgerUs, wallUs, counts, interruptions, faultsByCause, starved }: RunResult) => ({
  metrics,
  ledgerUs,
  wallUs,
  counts,
  interruptions,
  faultsByCause,
  starved,
});

const onInterrupt = (run: () => void) =>
  Effect.addFinalizer((exit) => Effect.sync(() => (isInterrupted(exit) ? run() : undefined)));

const isInterrupted = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause);

/** A journal that is closed with its scope. Its first line tells no path and no clock: same seed, same bytes. */
const openJournal = ({ experiment }: LoadedExperiment, path: string | undefined) =>
  Effect.acquireRelease(
    Effect.sync(() => new JournalWriter(path, { ordeal: version, title: experiment.title, seed: experiment.seed })),
    (journal, exit) =>
      Effect.sync(() =>
        journal.end({ complete: false, reason: isInterrupted(exit) ? "interrupted" : "the run broke" }),
      ).pipe(Effect.ignoreCause),
  );

const explain = (defect: unknown, loaded: LoadedExperiment): CannotWrite | RunBroke =>
  defect instanceof JournalUnwritable
    ? new CannotWrite({ path: defect.path, reason: systemReason(defect) })
    : new RunBroke({
        file: loaded.file,
        command: commandOf(loaded),
        reason: defect instanceof Error ? defect.message : String(defect),
      });
