import {
  type Capabilities,
  type Experiment,
  type FaultSpec,
  judge,
  type Metrics,
  printSelector,
  selectedComponent,
  twinOf,
} from "@ordeal/model";
import * as Cause from "effect/Cause";
import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import { Agent, type AgentFailure, AgentLied, type AgentRun, type Lease } from "./agent.ts";
import { Audit, notOurs } from "./audit/audit.ts";
import { concluded, withProbes } from "./conclusion.ts";
import type { ExperimentOptions } from "./experiment-options.ts";
import { injectAll, injectionsOf, keepAlive } from "./injection.ts";
import type { JournalStart } from "./journal/line.ts";
import { JournalWriter } from "./journal/writer.ts";
import { Monitor } from "./monitor/monitor.ts";
import { observe } from "./observe.ts";
import { Aborted, Incapable, type Outcome } from "./outcome.ts";
import { doubt, type Progress, rollBack, rollBackSoon } from "./roll-back.ts";

/**
 * The life of one experiment: hypothesis, faults, observation, heal, hypothesis again, verdict. Every fault that was
 * injected is healed when this is over, however it ends: with success, failure, interruption or a defect; and then it is
 * looked whether it is gone. Nothing that the agent says is believed that can be held against something.
 */
export const runExperiment = (experiment: Experiment, options: ExperimentOptions) => {
  const progress: Progress = { nowUs: 0, asked: new Set(), unhealed: [], isOver: false, doubts: [] };
  return Effect.scoped(conduct(experiment, options, progress)).pipe(
    Effect.catchTags({
      AgentLost: ({ reason }) => abort(progress, reason),
      AgentRefused: ({ reason }) => abort(progress, reason),
      AgentLied: ({ reason }) => abort(progress, `it cannot be believed: ${reason}`),
    }),
  );
};

const abort = ({ nowUs, unhealed }: Progress, reason: string) =>
  Effect.fail(new Aborted({ reason, atUs: nowUs, unhealed }));

const lied = (reason: string | undefined): Effect.Effect<void, AgentLied> =>
  reason === undefined ? Effect.void : Effect.fail(new AgentLied({ reason }));

const conduct = Effect.fnUntraced(function* (experiment: Experiment, options: ExperimentOptions, progress: Progress) {
  const { title, seed, thresholds } = experiment;
  yield* onInterrupt(() => options.onInterrupted?.(progress.nowUs, progress.unhealed));
  const injections = injectionsOf(experiment);
  const agent = yield* Agent;
  const { virtualTime } = yield* checkCapable(agent.describe, injections);
  const journal = yield* openJournal(options, { ordeal: options.version, title, seed });
  const monitor = new Monitor(experiment);
  if (virtualTime && options.rate === undefined) monitor.probes.leave(NOT_PACED);
  const isFed = options.isFed === true;
  const audit = new Audit(experiment, { isFed, isOurs: agent.isOurs, isMeasured: !virtualTime });
  let lie: string | undefined;
  const run = yield* agent.open({
    title,
    scenario: { ...experiment, faults: [] },
    seed,
    onEvent: (event) => {
      lie ??= audit.see(event);
      // What cannot be so is not written down, and decides nothing.
      if (lie !== undefined) return;
      progress.nowUs = event.atUs;
      journal.append(event);
      monitor.see(event);
    },
  });
  yield* lied(audit.opened(run));
  const putThrough = Effect.gen(function* () {
    const observing = Effect.gen(function* () {
      yield* observe(run, monitor, { experiment, journal, options, progress, audit, lie: () => lie });
      const result = yield* run.result;
      doubt(progress, audit.result(result, progress.nowUs));
      progress.doubts.push(...audit.outside(progress.nowUs));
      return result;
    });
    if (injections.length === 0) return yield* observing;
    const leased = yield* Deferred.make<Lease>();
    const injecting = injectAll(run, injections, progress.asked, (lease) => Deferred.succeed(leased, lease));
    const injectingAndObserving = Effect.gen(function* () {
      yield* injecting;
      journal.note({ atUs: 0, engine: "faults.injected", data: { faultIds: [...progress.asked] } });
      return yield* observing;
    });
    const keeping = Effect.flatMap(Deferred.await(leased), (lease) => keepAlive(run, lease));
    return yield* Effect.raceFirst(injectingAndObserving, keeping);
  });
  const faulty = Effect.gen(function* () {
    yield* Effect.addFinalizer(() => rollBackSoon(run, journal, progress, audit));
    const observed = yield* Effect.exit(putThrough);
    yield* rollBack(run, journal, progress, audit, Exit.isSuccess(observed));
    return yield* observed;
  });
  const result = yield* Effect.scoped(faulty);
  yield* lied(lie);
  if (injections.length > 0 && (yield* agent.describe).halted)
    progress.doubts.push("somebody halted the agent meanwhile: its faults were ended from outside");
  yield* Effect.catch(run.close, ({ reason }) =>
    Effect.sync(() => progress.doubts.push(`nobody saw the run closed: ${reason}`)),
  );
  const isTwinAsked = thresholds.some(({ of }) => of === "twin");
  // A second real job would cost as long as the first, and be another one: a recorded run is its twin, or none is.
  if (isTwinAsked && !virtualTime && options.twin === undefined) progress.doubts.push(NO_TWIN);
  const isRunHere = isTwinAsked && virtualTime && options.twin === undefined;
  const twin = isRunHere ? yield* runTwin(experiment, agent) : isTwinAsked ? options.twin : undefined;
  const judged = withProbes(judge(result.metrics, thresholds, twin), monitor.probes.judge(progress.nowUs));
  const { verdict, findings, warnings } = concluded(judged, {
    ...{ experiment, options, monitor, audit, progress, result },
  });
  const sha256 = journal.end({ verdict, complete: true }) ?? "";
  const outcome: Outcome = {
    verdict,
    judgements: judged.judgements,
    findings,
    warnings,
    doubts: progress.doubts,
    result,
    twin,
    steadyState: monitor.steadyReport,
    stopped: monitor.stopped,
    unhealed: progress.unhealed,
    journal: { events: journal.events, sha256 },
  };
  return outcome;
});

const NOT_PACED = "it looks at the world, and the run went as fast as it could: pace it, as with --rate 1";

const NO_TWIN =
  "thresholds of the twin ask for a fault-free run, and a real job has none by itself: record one, and name its result with --twin";

/** What the agent cannot inject is an error before anything was injected. */
const checkCapable = Effect.fnUntraced(function* (
  describe: Agent["Service"]["describe"],
  injections: ReturnType<typeof injectionsOf>,
) {
  const described = yield* describe;
  yield* lied(notOurs(described));
  const { agent, capabilities } = described;
  const missing = new Set(injections.flatMap(({ fault }) => incapacity(capabilities, fault) ?? []));
  if (missing.size > 0) return yield* new Incapable({ agent, kinds: [...missing] });
  return capabilities;
});

/** What keeps an agent from injecting a fault, after the kind's name; `undefined` when nothing does. */
const incapacity = (
  { kinds, faults = {}, missing = {} }: Capabilities,
  { kind, target }: FaultSpec,
): string | undefined => {
  const reason = missing[kind];
  if (!kinds.includes(kind)) return reason === undefined ? kind : `${kind} (${reason})`;
  const targets = faults[kind]?.targets;
  if (targets === undefined || target === undefined || targets.includes(selectedComponent(target))) return undefined;
  return `${kind} into ${printSelector(target)} (it can into ${targets.join(", ")})`;
};

/** The control group: the same run, with the same seed and as many saves, without faults of any origin. */
const runTwin = (experiment: Experiment, agent: Agent["Service"]): Effect.Effect<Metrics, AgentFailure> =>
  Effect.scoped(
    Effect.gen(function* () {
      const undisturbed = twinOf(experiment);
      const audit = new Audit(undisturbed, { isOurs: agent.isOurs });
      let lie: string | undefined;
      const run: AgentRun = yield* agent.open({
        title: `${experiment.title} (fault-free twin)`,
        scenario: undisturbed,
        seed: experiment.seed,
        onEvent: (event) => {
          lie ??= audit.see(event);
        },
      });
      yield* lied(audit.opened(run));
      audit.letGoTo(run.endUs);
      const arrived = yield* run.advance(run.endUs);
      yield* lied(lie ?? audit.arrived(arrived, run.endUs));
      const result = yield* run.result;
      yield* lied(audit.result(result, run.endUs)[0]);
      return result.metrics;
    }),
  );

const onInterrupt = (run: () => void) =>
  Effect.addFinalizer((exit) => Effect.sync(() => (isInterrupted(exit) ? run() : undefined)));

const isInterrupted = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause);

/** A journal that is closed with its scope, and then says why it is not complete. */
const openJournal = ({ journal: path, onLine }: ExperimentOptions, start: JournalStart) =>
  Effect.acquireRelease(
    Effect.sync(() => new JournalWriter(path, start, onLine)),
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
