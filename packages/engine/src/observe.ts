import { type Experiment, instantUs } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { AgentLied, type AgentRun } from "./agent.ts";
import type { Audit } from "./audit/audit.ts";
import type { ExperimentOptions } from "./experiment-options.ts";
import type { JournalWriter } from "./journal/writer.ts";
import type { Monitor } from "./monitor/monitor.ts";

/** A run that nobody has to look at is let go in so many parts, for the sake of whoever watches its progress. */
const PARTS = 200;

interface Context {
  readonly experiment: Experiment;
  readonly journal: JournalWriter;
  readonly options: ExperimentOptions;
  readonly progress: { nowUs: number };
  readonly audit: Audit;
  /** What of the run's events cannot be so. */
  readonly lie: () => string | undefined;
}

/** Lets a run go on to its end, looks at it as often as the experiment says, and stops where it has to. */
export const observe = Effect.fnUntraced(function* (run: AgentRun, monitor: Monitor, context: Context) {
  const { journal, options, progress, audit, lie } = context;
  const firstUs = beforeFirstFaultUs(context.experiment);
  const stepUs = monitor.isLooking ? context.experiment.probe : Math.max(1, Math.ceil(run.endUs / PARTS));
  for (let nowUs = 0; ; ) {
    const { rate } = options;
    const nextUs = Math.min(run.endUs, (Math.floor(nowUs / stepUs) + 1) * stepUs);
    const untilUs = monitor.isLooking && nowUs < firstUs && firstUs < nextUs ? firstUs : nextUs;
    audit.letGoTo(untilUs);
    const arrived = yield* rate === undefined ? run.advance(untilUs) : run.pace(rate, untilUs);
    const reason = lie() ?? audit.arrived(arrived, run.endUs);
    if (reason !== undefined) return yield* new AgentLied({ reason });
    const { atUs, isOver } = arrived;
    nowUs = atUs;
    progress.nowUs = atUs;
    journal.flush();
    if (options.onProgress !== undefined) yield* options.onProgress(atUs);
    if (monitor.isLooking) {
      const snapshot = yield* run.snapshot;
      const cannotBe = audit.saw(snapshot, isOver);
      if (cannotBe !== undefined) return yield* new AgentLied({ reason: cannotBe });
      const shown = monitor.probes.isEmpty ? undefined : yield* monitor.probes.look(atUs);
      const { notes, stop } = monitor.look(snapshot, atUs === firstUs, shown);
      for (const note of notes) journal.note({ atUs, ...note });
      if (stop) return;
    }
    if (isOver || atUs >= run.endUs) return;
    if (atUs < untilUs) return yield* Effect.die(new Error(`the run stands still at ${atUs} µs, before ${untilUs} µs`));
  }
});

/** The last instant before the first fault whose instant is known; a run is looked at there while it is undisturbed. */
const beforeFirstFaultUs = ({ faults, startsAt }: Experiment): number =>
  Math.min(...faults.map(({ at }) => instantUs(at ?? Number.NaN, startsAt) ?? Number.NaN).filter(Number.isFinite)) - 1;
