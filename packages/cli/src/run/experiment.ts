import {
  type Agent,
  type AgentFailure,
  type JournalLine,
  JournalUnwritable,
  runExperiment as live,
  type Outcome,
} from "@ordeal/engine";
import { clusterDocument, type Metrics, type ResultDocument, type RunResult } from "@ordeal/model";
import { TooManyEvents } from "@ordeal/simulator";
import * as Effect from "effect/Effect";
import type * as Layer from "effect/Layer";
import { assumedDocument } from "../dry-run/assumed.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { userFunctionProblem } from "../files/user-function.ts";
import { warningsDocument, warningsIn } from "../files/warnings.ts";
import { showRunProgress } from "../print/progress.ts";
import { version } from "../version.ts";
import { boundedRuns } from "./bounded-runs.ts";
import { AgentFailed, type Broken, CannotWrite, RunBroke, TookTooLong, UserFunctionBroke } from "./errors.ts";
import { type Outputs, systemReason, writeResult } from "./outputs.ts";
import { commandOf } from "./reproduce.ts";

/** Where an experiment runs, when that is not this process. */
export interface Elsewhere {
  readonly url: string;
  /** The flags that open the way there, ready for a shell. */
  readonly access?: ReadonlyArray<string>;
  readonly layer: Layer.Layer<Agent, AgentFailure>;
}

export interface ExecutionOptions {
  /** What the result calls the experiment; its file's name unless given. */
  readonly name?: string;
  /** Where the journal and the result go; nowhere unless given. */
  readonly outputs?: Outputs;
  /** Told of every line of the journal, whether it is written or not. */
  readonly onLine?: (line: JournalLine) => void;
  /** The agent to run it on; a simulation in this process unless given. */
  readonly elsewhere?: Elsewhere;
  /** The agent in this process; the simulator unless given. */
  readonly inProcess?: Layer.Layer<Agent, AgentFailure>;
  /** How many times faster than real time; as fast as it can unless given. */
  readonly rate?: number;
  /** Whether a pass with a warning is no pass. */
  readonly isStrict?: boolean;
  /** The metrics of a fault-free run that was recorded before, and the file that has them. */
  readonly twin?: Metrics;
  readonly twinFile?: string;
  /** Whether the run is fed with faults that the experiment does not name. */
  readonly isFed?: boolean;
  /** How many changes of its cluster a run in this process may go through; no bound unless given. */
  readonly eventsMax?: number;
  /** Told how far the run came, in microseconds, when it is interrupted; it is healed and its journal closed by then. */
  readonly onInterrupted?: (nowUs: number, unhealed: ReadonlyArray<string>) => void;
}

/** Runs an experiment to its end, heals what it injected, keeps its journal and judges it. */
export const runExperiment = (loaded: LoadedExperiment, options: ExecutionOptions = {}) =>
  Effect.suspend(() => {
    let isTold = false;
    // The engine tells it once there is a run; before, while an agent is called, there is nobody else to tell.
    const onInterrupted = (nowUs: number, unhealed: ReadonlyArray<string>): void => {
      if (!isTold) options.onInterrupted?.(nowUs, unhealed);
      isTold = true;
    };
    return Effect.scoped(runInScope(loaded, { ...options, onInterrupted })).pipe(
      Effect.onInterrupt(() => Effect.sync(() => onInterrupted(0, []))),
    );
  }).pipe(
    Effect.catchTags({
      AgentLost: ({ reason }) => Effect.fail(failed(reason, loaded, options)),
      AgentLied: ({ reason }) => Effect.fail(failed(reason, loaded, options)),
      AgentRefused: ({ reason }) => Effect.fail(failed(reason, loaded, options)),
      Aborted: ({ reason, unhealed, atUs }) => Effect.fail(failed(reason, loaded, options, unhealed, atUs)),
      Incapable: ({ agent, kinds }) =>
        Effect.fail(failed(`${agent} cannot inject ${kinds.join(", ")}; nothing was injected`, loaded, options)),
    }),
    Effect.catchDefect((defect) => Effect.fail(explain(defect, loaded))),
  );

const runInScope = Effect.fnUntraced(function* (loaded: LoadedExperiment, options: ExecutionOptions) {
  const { experiment } = loaded;
  const { outputs, onLine, rate, onInterrupted, isStrict = false, isFed = false } = options;
  const agent = options.elsewhere?.layer ?? options.inProcess ?? (yield* simulated(options.eventsMax));
  const progress = yield* showRunProgress(experiment.title, experiment.duration);
  const outcome = yield* live(experiment, {
    version,
    onProgress: progress.at,
    isStrict,
    doubts: isStrict ? warningsIn(loaded).map(({ message }) => `${message} (--strict)`) : [],
    isFed,
    ...(outputs === undefined ? {} : { journal: outputs.journal }),
    ...(onLine === undefined ? {} : { onLine }),
    ...(rate === undefined ? {} : { rate }),
    ...(options.twin === undefined ? {} : { twin: options.twin }),
    onInterrupted: (nowUs, unhealed) => {
      progress.clear();
      onInterrupted?.(nowUs, unhealed);
    },
  }).pipe(Effect.provide(agent));
  const document = documentOf(outcome, loaded, options);
  if (outputs !== undefined) yield* writeResult(outputs.result, document);
  return { document, result: outcome.result, doubts: outcome.doubts };
});

const simulated = (eventsMax: number | undefined) =>
  Effect.promise(async () => (await import("@ordeal/agent/in-process")).inProcess({ openRun: boundedRuns(eventsMax) }));

const documentOf = (outcome: Outcome, loaded: LoadedExperiment, options: ExecutionOptions): ResultDocument => ({
  ordeal: version,
  experiment: options.name ?? loaded.name,
  title: loaded.experiment.title,
  seed: loaded.experiment.seed,
  cluster: clusterDocument(loaded.experiment.cluster),
  assumed: assumedDocument(loaded.assumed),
  verdict: outcome.verdict,
  ...measured(outcome.result),
  thresholds: outcome.judgements,
  baseline: loaded.baseline?.used ?? null,
  findings: outcome.findings,
  steadyState: outcome.steadyState ?? null,
  stopped: outcome.stopped ?? null,
  unhealed: outcome.unhealed,
  journal: { ...outcome.journal, file: options.outputs?.journal ?? null, complete: true },
  warnings: [...warningsDocument(warningsIn(loaded)), ...outcome.warnings.map((message) => ({ message }))],
  command: commandOf(loaded, options),
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

/** The simulator in this process breaks; an agent elsewhere is lost, or refuses. */
const failed = (
  reason: string,
  loaded: LoadedExperiment,
  options: ExecutionOptions,
  unhealed: ReadonlyArray<string> = [],
  atUs = 0,
): RunBroke | AgentFailed =>
  options.elsewhere === undefined
    ? new RunBroke({ file: loaded.file, command: commandOf(loaded), reason })
    : new AgentFailed({ url: options.elsewhere.url, reason, unhealed, atUs });

const explain = (defect: unknown, loaded: LoadedExperiment): Exclude<Broken, AgentFailed> => {
  if (defect instanceof JournalUnwritable) return new CannotWrite({ path: defect.path, reason: systemReason(defect) });
  if (defect instanceof TooManyEvents) {
    return new TookTooLong({ file: loaded.file, command: commandOf(loaded), ...defect });
  }
  const problem = userFunctionProblem(defect, loaded);
  if (problem !== undefined) return new UserFunctionBroke({ problem });
  const reason = defect instanceof Error ? defect.message : String(defect);
  return new RunBroke({ file: loaded.file, command: commandOf(loaded), reason });
};
