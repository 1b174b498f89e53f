import { type Experiment, judge, type Metrics, twinOf, worst } from "@ordeal/model";
import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import { Agent, type AgentFailure, type AgentRun } from "./agent.ts";
import { healAll, injectAll, injectionsOf, keepAlive } from "./injection.ts";
import { JournalWriter } from "./journal/writer.ts";
import { observe } from "./observe.ts";
import { Aborted, type Finding, Incapable, type Outcome } from "./outcome.ts";
import type { RunOptions } from "./run-options.ts";
import { Watch } from "./watch/watch.ts";

/** How far a run is, and what is known of its faults, for whoever has to clean up after it. */
interface Progress {
  nowUs: number;
  readonly asked: Set<string>;
  unhealed: ReadonlyArray<string>;
}

/**
 * The life of one experiment: hypothesis, faults, observation, heal, hypothesis again, verdict. Every fault that was
 * injected is healed when this is over, however it ends: with success, failure, interruption or a defect; and then it is
 * looked whether it is gone.
 */
export const runExperiment = (experiment: Experiment, options: RunOptions) => {
  const progress: Progress = { nowUs: 0, asked: new Set(), unhealed: [] };
  return Effect.scoped(living(experiment, options, progress)).pipe(
    Effect.catchTags({
      AgentLost: ({ reason }) => abort(progress, reason),
      AgentRefused: ({ reason }) => abort(progress, reason),
    }),
  );
};

const abort = ({ nowUs, unhealed }: Progress, reason: string) =>
  Effect.fail(new Aborted({ reason, atUs: nowUs, unhealed }));

const living = Effect.fnUntraced(function* (experiment: Experiment, options: RunOptions, progress: Progress) {
  const { title, seed } = experiment;
  yield* onInterrupt(() => options.onInterrupted?.(progress.nowUs, progress.unhealed));
  const injections = injectionsOf(experiment);
  const agent = yield* Agent;
  yield* checkCapable(agent.describe, new Set(injections.map(({ fault }) => fault.kind)));
  const journal = yield* openJournal(options.journal, { ordeal: options.version, title, seed });
  const watch = new Watch(experiment);
  const run = yield* agent.open({
    title,
    scenario: { ...experiment, faults: [] },
    seed,
    onEvent: (event) => {
      progress.nowUs = event.atUs;
      journal.append(event);
      watch.hear(event);
    },
  });
  const faulty = Effect.gen(function* () {
    yield* Effect.addFinalizer(() => rollBack(run, journal, progress));
    const lease = yield* injectAll(run, injections, progress.asked);
    if (lease !== undefined)
      journal.note({ atUs: 0, engine: "faults.injected", data: { faultIds: [...progress.asked] } });
    const observing = observe(run, watch, { experiment, journal, options, progress });
    yield* lease === undefined ? observing : Effect.raceFirst(observing, keepAlive(run, lease));
    return yield* run.result;
  });
  const result = yield* Effect.scoped(faulty);
  const twin = yield* experiment.thresholds.some(({ of }) => of === "twin")
    ? Effect.scoped(runTwin(experiment, agent))
    : Effect.undefined;
  const judged = judge(result.metrics, experiment.thresholds, twin);
  const findings: ReadonlyArray<Finding> = [...watch.findings(progress.nowUs), ...unhealedFinding(progress.unhealed)];
  const verdict = worst([judged.verdict, ...findings.map((finding) => finding.verdict)]);
  const sha256 = journal.end({ verdict, complete: true }) ?? "";
  const outcome: Outcome = {
    verdict,
    judgements: judged.judgements,
    findings,
    result,
    twin,
    steadyState: watch.steadyReport,
    stopped: watch.stopped,
    unhealed: progress.unhealed,
    journal: { events: journal.events, sha256 },
  };
  return outcome;
});

/** What the agent cannot inject is an error before anything was injected. */
const checkCapable = Effect.fnUntraced(function* (describe: Agent["Service"]["describe"], kinds: ReadonlySet<string>) {
  const { agent, capabilities } = yield* describe;
  const missing = [...kinds].filter((kind) => !(capabilities.kinds as ReadonlyArray<string>).includes(kind));
  if (missing.length > 0) return yield* new Incapable({ agent, kinds: missing });
});

/** Heals what is left, looks whether it is gone, and says so in the journal. Never fails: what is not gone is kept. */
const rollBack = (run: AgentRun, journal: JournalWriter, progress: Progress) =>
  Effect.map(healAll(run, progress.asked), (unhealed) => {
    progress.unhealed = unhealed;
    if (progress.asked.size === 0) return;
    journal.note({ atUs: progress.nowUs, engine: "faults.healed", data: { unhealed } });
  }).pipe(Effect.ignoreCause);

const unhealedFinding = (unhealed: ReadonlyArray<string>): ReadonlyArray<Finding> =>
  unhealed.length === 0
    ? []
    : [{ verdict: "unknown", reason: `nobody saw these faults healed: ${unhealed.join(", ")}` }];

/** What the twin of an experiment comes to on the same agent. */
const runTwin = (experiment: Experiment, agent: Agent["Service"]) =>
  Effect.gen(function* () {
    const run = yield* agent.open({
      title: `${experiment.title} (fault-free twin)`,
      scenario: twinOf(experiment),
      seed: experiment.seed,
      onEvent: () => {},
    });
    yield* run.advance(run.endUs);
    return (yield* run.result).metrics;
  }) satisfies Effect.Effect<Metrics, AgentFailure, unknown>;

const onInterrupt = (run: () => void) =>
  Effect.addFinalizer((exit) => Effect.sync(() => (isInterrupted(exit) ? run() : undefined)));

const isInterrupted = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause);

/** A journal that is closed with its scope, and then says why it is not complete. */
const openJournal = (path: string | undefined, start: ConstructorParameters<typeof JournalWriter>[1]) =>
  Effect.acquireRelease(
    Effect.sync(() => new JournalWriter(path, start)),
    (journal, exit) =>
      Effect.sync(() =>
        journal.end({ complete: false, reason: isInterrupted(exit) ? "interrupted" : reasonOf(exit) }),
      ).pipe(Effect.ignoreCause),
  );

/** Why a run broke off, as far as an agent told. */
const reasonOf = (exit: Exit.Exit<unknown, unknown>): string => {
  const failure = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined;
  const { reason } = failure as { readonly reason?: unknown };
  return typeof reason === "string" ? reason : "the run broke";
};
