import {
  type AnyEvent,
  type EventType,
  eventTypeNames,
  type FaultKind,
  instantUs,
  isOfSave,
  jobAtStart,
  type Metrics,
  Places,
  type RunResult,
  twinOf,
} from "@ordeal/model";
import { openRun, type SimulatedRun, simulate } from "@ordeal/simulator";
import { checkInvariants } from "../invariants/check.ts";
import type { Violation } from "../invariants/invariant.ts";
import { Allowance, type Strike } from "./allowance.ts";
import { type Baselines, type Margin, marginsOf } from "./harm.ts";
import { faultInWords, startInWords } from "./story/words.ts";
import { type ScriptedFaults, type Stage, withTimeline } from "./timeline.ts";
import type { Phase } from "./watch/phase.ts";
import { PhaseWatch } from "./watch/phase-watch.ts";

/** A fault of the timeline that struck, and what the run was going through. */
export interface PhasedStrike extends Strike {
  readonly phases: ReadonlyArray<Phase>;
  /** What it struck, by address. */
  readonly targets: ReadonlyArray<string>;
}

/** What one timeline did to the run. */
export interface Trial {
  readonly timeline: ScriptedFaults;
  /** Above 0: a threshold is broken. The harm of the worst threshold, −1 where nothing is worse than undisturbed. */
  readonly harm: number;
  /** The harm, and a little for time lost: what a climb goes by where no threshold moves. */
  readonly score: number;
  /** The thresholds, worst first. */
  readonly margins: ReadonlyArray<Margin>;
  /** Breaches of invariants; empty when they were not checked. */
  readonly violations: ReadonlyArray<Violation>;
  readonly strikes: ReadonlyArray<PhasedStrike>;
  /** Whether the faults struck as the budget says. What did not is no counterexample. */
  readonly isPermitted: boolean;
  /** The types of events that were said from the first strike on, but for those that nearly every run has. */
  readonly said: ReadonlySet<string>;
  readonly result: RunResult;
  /** How many events a whole journal of it has, at least: what checking it takes, whatever the machine. */
  readonly events: number;
}

/** Whether a trial is a counterexample: within the budget, and a threshold or an invariant is broken. */
export const isBroken = ({ isPermitted, harm, violations }: Trial): boolean =>
  isPermitted && (harm > 0 || violations.length > 0);

/** The simulation threw under a timeline: a fault of Ordeal's own, or of a function that the experiment brings. */
export class BrokeOff extends Error {
  constructor(timeline: ScriptedFaults, cause: unknown) {
    const faults = timeline.map((fault) => `\n  ${faultInWords(fault)}, ${startInWords(fault, undefined)}`);
    const reason = cause instanceof Error ? cause.message : String(cause);
    const under = faults.length === 0 ? "without any scripted fault" : `with${faults.join("")}`;
    super(`the simulation broke off: ${reason}, ${under}`, { cause });
    this.name = "BrokeOff";
  }
}

type OnEvent = (event: AnyEvent, run: SimulatedRun) => void;

/** Puts timelines through one experiment. Everything that all trials share is worked out once. */
export class Trials {
  readonly stage: Stage;
  readonly allowance: Allowance;
  /** The same run without any scripted fault; hazards strike it all the same. */
  readonly undisturbed: RunResult;
  /** What every trial is laid beside. */
  private readonly baselines: Baselines;
  /** How often each event was said in the undisturbed run, so that aim can be taken. */
  readonly eventCounts: ReadonlyMap<EventType, number>;
  private readonly places: Places;
  private readonly inJob: ReadonlySet<number>;

  constructor(stage: Stage) {
    this.stage = stage;
    this.allowance = new Allowance(stage);
    this.places = new Places(stage.cluster);
    this.inJob = jobAtStart(stage);
    const eventCounts = new Map<EventType, number>();
    this.undisturbed = this.simulate([], ({ type }) => eventCounts.set(type, (eventCounts.get(type) ?? 0) + 1));
    const { metrics } = this.undisturbed;
    this.baselines = { undisturbed: metrics, twin: twinMetrics(stage) ?? metrics };
    this.eventCounts = eventCounts;
  }

  /** Runs a timeline, and tells its journal; less the saves that nothing disturbs, where they are not needed. */
  private simulate(timeline: ScriptedFaults, onEvent: OnEvent, emitsQuietSaves = true): RunResult {
    const run: SimulatedRun = openRun(this.stage, {
      seed: this.stage.seed,
      onEvent: (event) => onEvent(event as unknown as AnyEvent, run),
      emitsQuietSaves,
    });
    // What is injected before the first advance is as if the scenario had scripted it, and nothing is worked out again.
    for (const fault of timeline) run.inject(fault, fault.id === undefined ? {} : { id: fault.id });
    try {
      run.advance(run.endUs);
    } catch (error) {
      throw new BrokeOff(timeline, error);
    }
    return run.finalResult();
  }

  /** Runs a timeline. */
  try(timeline: ScriptedFaults): Trial {
    return this.follow(timeline);
  }

  /** Runs a timeline, and checks every invariant: that costs several times as much as the run. */
  check(timeline: ScriptedFaults): Trial {
    const journal: Array<AnyEvent> = [];
    const trial = this.follow(timeline, journal);
    const scenario = withTimeline(this.stage, timeline);
    return { ...trial, violations: checkInvariants({ scenario, journal, result: trial.result }) };
  }

  /** What it finds is the same whether the whole journal is kept, or the saves that nothing disturbs are not even told. */
  private follow(timeline: ScriptedFaults, journal?: Array<AnyEvent>): Trial {
    const watch = this.phaseWatch();
    const strikes: Array<PhasedStrike> = [];
    /** The faults of the timeline that may still strike. */
    const awaited = new Set(timeline.map(({ id }) => id));
    const said = new Set<string>();
    let events = 0;
    const onEvent: OnEvent = (event, run) => {
      const { counts, tells } = traits.get(event.type) ?? unknown;
      if (counts) events++;
      if (event.type === "fault.started" && event.data.origin === "experiment") {
        const { atUs } = event;
        const { kind, targets } = event.data;
        const faultId = event.data.faultId.replace(/#\d+$/, "");
        if (awaited.has(faultId))
          strikes.push({ faultId, kind: kind as FaultKind, atUs, phases: watch.at(atUs, run.isPersisting), targets });
        if (faultId === event.data.faultId) awaited.delete(faultId);
      }
      // After the last strike nobody asks what the run goes through.
      if (awaited.size > 0) watch.see(event);
      journal?.push(event);
      if (tells && strikes.length > 0) said.add(event.type);
    };
    const result = this.simulate(timeline, onEvent, journal !== undefined);
    const margins = marginsOf(result.metrics, this.stage.thresholds, this.baselines);
    const harm = margins[0]?.harm ?? -1;
    const lost = (this.undisturbed.ledgerUs.productive - result.ledgerUs.productive) / this.stage.duration;
    const used = margins.reduce((sum, margin) => sum + Math.min(margin.harm, 0) + 1, 0) / Math.max(1, margins.length);
    return {
      timeline,
      harm,
      score: harm + 0.1 * lost + 0.05 * used,
      margins,
      violations: [],
      strikes,
      isPermitted: this.allowance.permits(timeline, strikes) && this.startsInTime(timeline),
      said,
      result,
      events: journal?.length ?? events + EVENTS_OF_SAVE * result.counts.checkpoints,
    };
  }

  /** Follows one run by its journal. */
  phaseWatch(): PhaseWatch {
    return new PhaseWatch(this.stage, this.places, this.inJob);
  }

  journalOf(timeline: ScriptedFaults): ReadonlyArray<AnyEvent> {
    const journal: Array<AnyEvent> = [];
    this.simulate(timeline, (event) => {
      journal.push(event);
    });
    return journal;
  }

  private startsInTime(timeline: ScriptedFaults): boolean {
    const { firstUs, lastUs } = this.allowance;
    return timeline.every(({ at }) => {
      const atUs = at === undefined ? firstUs : (instantUs(at, this.stage.startsAt) ?? -1);
      return atUs >= firstUs && atUs <= lastUs;
    });
  }
}

/** What the fault-free twin comes to, where a threshold asks for it. */
const twinMetrics = (stage: Stage): Metrics | undefined =>
  stage.thresholds.some(({ of }) => of === "twin") ? simulate(twinOf(stage), { seed: stage.seed }).metrics : undefined;

/** A save begins, it ends, and its copy is durable: the least that a journal says of one. */
const EVENTS_OF_SAVE = 3;

/** Events that nearly every run has. */
const common: ReadonlySet<string> = new Set([
  "run.ended",
  "fault.started",
  "fault.ended",
  "fault.skipped",
  "checkpoint.save.started",
  "checkpoint.save.ended",
  "checkpoint.persist.started",
  "checkpoint.persist.ended",
  "planned.started",
  "planned.ended",
]);

/** Of each type of event, whether it is counted where saves are counted apart, and whether it tells trials apart. */
const traits = new Map(eventTypeNames.map((type) => [type, { counts: !isOfSave(type), tells: !common.has(type) }]));
const unknown = { counts: true, tells: true };

/** What kind of thing happened: trials that are alike have the same. */
export const signatureOf = ({ strikes, said }: Pick<Trial, "strikes" | "said">): string => {
  const struck = strikes.map(({ kind, phases }) => `${kind}@${phases.join("+")}`).sort();
  return `${struck.join(" ")} | ${[...said].sort().join(" ")}`;
};
