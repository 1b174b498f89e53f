import type { FaultSpec, Ledger, RunResult, Scenario, Snapshot } from "@ordeal/model";
import { faultIdOf, instantUs } from "@ordeal/model";
import { SAVE_EVENTS } from "./estimate.ts";
import { HazardProcess } from "./hazards/process.ts";
import { Interventions } from "./interventions.ts";
import { Priority } from "./kernel/queue.ts";
import { type PreparedScenario, prepareScenario } from "./prepared-scenario.ts";
import { resultOf } from "./result.ts";
import type { ForkOptions, InjectOptions, RunOptions } from "./run-options.ts";
import { type InjectedFault, Scripts } from "./scripted/scripts.ts";
import { type Settings, savesEveryUs } from "./settings.ts";
import { snapshotOf } from "./snapshot.ts";
import { type Telemetry, telemetryOf } from "./telemetry.ts";
import { TooManyEvents } from "./too-many-events.ts";
import { World } from "./world.ts";

export type { ForkOptions, InjectOptions, RunOptions };

/**
 * One run, step by step: advance it, look at it, strike it and heal it. Advancing in one go or in a thousand makes no
 * difference to what happens.
 */
export class SimulatedRun {
  private readonly world: World;
  private readonly scripts: Scripts;
  readonly seed: number;
  readonly endUs: number;
  private isStarted = false;
  private isOver = false;
  private injected = 0;
  private readonly prepared: PreparedScenario;
  private readonly eventsMax: number;
  private happened = 0;
  /** What was done to it; `undefined` for a run that nobody will fork, however much that is. */
  private readonly interventions: Interventions<SimulatedRun> | undefined;

  constructor(prepared: PreparedScenario, { seed, eventsMax, isForkable, ...listeners }: RunOptions) {
    this.interventions = isForkable === true ? new Interventions() : undefined;
    this.prepared = prepared;
    const { scenario } = prepared;
    const world = new World(prepared, seed, listeners);
    this.world = world;
    this.scripts = new Scripts(world);
    this.seed = seed;
    this.endUs = prepared.endUs;
    this.eventsMax = eventsMax ?? Number.POSITIVE_INFINITY;
    for (const [index, spec] of scenario.faults.entries()) {
      const id = faultIdOf(spec, index);
      this.refuseTaken(id);
      this.arm(spec, id, Number.POSITIVE_INFINITY);
    }
    if (scenario.hazardsOff !== true) for (const hazard of scenario.hazards) new HazardProcess(world, hazard).start();
    for (const { at, takes } of scenario.job.maintenance)
      this.scheduleMaintenance(instantUs(at, scenario.startsAt) ?? 0, takes);
    for (const [nth, settings] of prepared.settings.slice(1).entries()) this.scheduleChange(settings, nth);
    world.clock.queue.push({ atUs: this.endUs, priority: Priority.end, id: "end", happen: () => this.finish() });
  }

  /** The run begins: from here on, what is injected comes into a cluster that is at work. */
  private start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    const { world, seed, prepared } = this;
    world.journal.emit(0, "run.started", {
      seed,
      nodes: prepared.topology.nodes,
      cards: prepared.topology.count("card"),
      jobNodes: prepared.scenario.job.nodes,
      stepUs: prepared.scenario.job.step,
      durationUs: prepared.endUs,
      intervalUs: savesEveryUs(prepared.settings[0]),
    });
    world.job.arrange();
  }

  /** How many changes of the cluster the run has gone through; saves that were leapt over unheard are not counted. */
  get changes(): number {
    const { savesPassed, changesPassed } = this.world.job.state;
    return this.happened + SAVE_EVENTS * savesPassed + changesPassed;
  }

  get nowUs(): number {
    return this.world.clock.nowUs;
  }

  /** Whether a copy of a checkpoint is being written behind the training. */
  get isPersisting(): boolean {
    return this.world.job.checkpointer.isPersisting(this.world.clock.nowUs);
  }

  /**
   * Lets time pass up to an instant, or to the end of the run, and no further than `eventsMax` changes of the cluster and
   * some hundred saves that were gone through at once. Returns whether it got there. The first call starts the run.
   */
  advance(untilUs: number, eventsMax = Number.POSITIVE_INFINITY): boolean {
    this.start();
    const { world } = this;
    const { clock, controlPlane, controls, job, journal } = world;
    const { queue } = clock;
    const until = this.changes + eventsMax;
    const most = Math.min(until, this.eventsMax);
    while (!this.isOver) {
      const { isNextHeal, nextUs: entryUs } = queue;
      const jobFirst = isNextHeal ? job.nextUs < entryUs : job.nextUs <= entryUs;
      const nextUs = jobFirst ? job.nextUs : entryUs;
      if (nextUs > untilUs) break;
      const left = most === Number.POSITIVE_INFINITY ? most : most - this.changes;
      if (left <= 0) {
        if (most === until) return false;
        this.happened++;
        throw new TooManyEvents(this.eventsMax, clock.nowUs);
      }
      this.happened++;
      clock.nowUs = nextUs;
      clock.horizonUs = left > ALONE_CHANGES_MAX ? untilUs : 0;
      if (jobFirst) {
        job.advance();
      } else {
        clock.isHealing = isNextHeal;
        // What the job went through by now is emitted before what happens now.
        if (journal.hasListener) controls.emitPassed();
        queue.pop().happen();
        clock.isHealing = false;
      }
      if (controlPlane.hasNews && !this.hasMoreNow) world.tellWaiting();
    }
    if (!this.isOver && untilUs > clock.nowUs) clock.nowUs = Math.min(untilUs, this.endUs);
    if (journal.hasListener) controls.emitPassed();
    journal.flush();
    return true;
  }

  /** Whether something heals, or is complete, at this instant still: who waits is told after it. */
  private get hasMoreNow(): boolean {
    const { clock, job } = this.world;
    const { nextUs, nextPriority } = clock.queue;
    const isEnding = nextPriority === Priority.heal || nextPriority === Priority.completion;
    return job.nextUs <= clock.nowUs || (nextUs <= clock.nowUs && isEnding);
  }

  /**
   * Arms a fault, or strikes with one that has no start of its own; it lasts no longer than `ttlUs`. Returns its id.
   * What is injected before the first advance is as if the scenario had scripted it.
   */
  inject(spec: FaultSpec, options: InjectOptions = {}): string {
    const { id = spec.id ?? `injected-${++this.injected}`, ttlUs = Number.POSITIVE_INFINITY } = options;
    this.refuseTaken(id);
    this.note((run) => run.inject(spec, { id, ttlUs }));
    this.arm(spec, id, ttlUs);
    return id;
  }

  private refuseTaken(id: string): void {
    if (!this.scripts.has(id)) return;
    throw new RangeError(`there is a fault "${id}" in the run: every fault needs an id of its own`);
  }

  private arm(spec: FaultSpec, id: string, ttlUs: number): void {
    const hasStart = spec.at !== undefined || spec.on !== undefined || spec.every !== undefined;
    this.scripts.arm({ spec: hasStart ? spec : { ...spec, at: this.nowUs }, id, ttlUs });
    if (!hasStart) this.advance(this.nowUs);
  }

  private note(repeat: (run: SimulatedRun) => void): void {
    this.interventions?.note(this.isStarted ? this.nowUs : undefined, repeat);
  }

  /** Disarms a fault of the script, and ends it now if it is active. Returns whether there was one of that id. */
  heal(faultId: string): boolean {
    this.note((run) => run.heal(faultId));
    return this.scripts.heal(faultId);
  }

  /**
   * Heals several faults of the script at once, in a time that grows with their number only; what hangs on them all, such
   * as the job's speed, changes once. Returns the ids of those that were there.
   */
  healAll(faultIds: Iterable<string>): ReadonlyArray<string> {
    const ids = [...faultIds];
    this.note((run) => run.healAll(ids));
    return this.scripts.healAll(ids);
  }

  /**
   * Draws everything that is still to be drawn from another seed. What was drawn already, such as the next arrivals, stays;
   * with `redraws`, arrivals without a memory are drawn anew, which changes no law.
   */
  reseed(seed: number, redraws = false): void {
    this.note((run) => run.reseed(seed, redraws));
    this.world.chance.reseed(seed);
    if (redraws) this.world.chance.redraw();
  }

  /**
   * Another run that has gone through the same until now, and goes on by itself, from another seed where one is given: what
   * could have become of this one. It goes the way again, since that makes a run, so that no part of it has to know how to
   * copy itself; that takes as long as this run took. `onEvent` hears what happens from now on.
   */
  fork({ seed, redraws = false, onEvent, onBlock, emitsQuietSaves = true }: ForkOptions = {}): SimulatedRun {
    let isThere = false;
    const { prepared, eventsMax, interventions, nowUs } = this;
    if (interventions === undefined) throw new Error("the run was not opened to be forked: open it with isForkable");
    const run = new SimulatedRun(prepared, {
      seed: this.seed,
      isForkable: true,
      eventsMax,
      emitsQuietSaves,
      ...(onEvent === undefined ? {} : { onEvent: (event) => (isThere ? onEvent(event) : undefined) }),
      ...(onBlock === undefined ? {} : { onBlock: (block) => (isThere ? onBlock(block) : undefined) }),
    });
    interventions.repeatOn(run);
    if (this.isStarted) run.advance(nowUs);
    if (seed !== undefined) run.reseed(seed, redraws);
    isThere = true;
    return run;
  }

  /** The script's faults that may still strike, or are active: everything that {@link heal} would undo, by id. */
  injectedFaults(): ReadonlyArray<InjectedFault> {
    return this.scripts.list();
  }

  /** How many those are. */
  get injectedCount(): number {
    return this.scripts.count;
  }

  /** What somebody who looks sees now. Looking changes nothing. */
  snapshot(): Snapshot {
    this.start();
    this.world.job.sync();
    return snapshotOf(this.world, this.isOver, this.ledger());
  }

  /** What the cluster's sensors show now; of at most `everyCardUpTo` cards, every one. Looking changes nothing. */
  telemetry(everyCardUpTo = 0): Telemetry {
    this.start();
    this.world.job.sync();
    return telemetryOf(this.world, everyCardUpTo);
  }

  /** What the run comes to over [0, now]. Looking changes nothing. */
  result(): RunResult {
    const { job, clock } = this.world;
    job.sync();
    job.checkpointer.finishWriting(clock.nowUs);
    return resultOf(this.world, this.seed, this.ledger());
  }

  /** The same of a run that nobody looks at any more: what it kept of its nodes serves the next one. */
  finalResult(): RunResult {
    const result = this.result();
    this.world.fleet.giveBack();
    return result;
  }

  /** The ledger over [0, now], with what is under way counted pro rata. */
  private ledger(): Ledger {
    const { job, clock } = this.world;
    job.book();
    const book = job.state.ledger.copy();
    job.stepper.finish(clock.nowUs, book, job.isUp, job.goodStep);
    return book.close(clock.nowUs);
  }

  private scheduleMaintenance(atUs: number, takesUs: number): void {
    const { clock, controls } = this.world;
    const at = (us: number, change: 1 | -1) =>
      clock.queue.push({
        atUs: us,
        priority: Priority.completion,
        id: `maintenance ${atUs}`,
        happen: () => controls.maintain(change),
      });
    at(atUs, 1);
    at(atUs + takesUs, -1);
  }

  private scheduleChange(settings: Settings, nth: number): void {
    const { clock, controls } = this.world;
    // Those of one instant come in their order.
    const id = `settings ${String(nth).padStart(9, "0")}`;
    const happen = () => controls.changeSettings(settings);
    clock.queue.push({ atUs: settings.atUs, priority: Priority.completion, id, happen });
  }

  private finish(): void {
    const { job, journal, clock, fleet } = this.world;
    job.sync();
    this.isOver = true;
    job.checkpointer.finishWriting(clock.nowUs);
    if (job.recovery.isStarved) {
      journal.emit(clock.nowUs, "job.starved", { nodesMissing: fleet.unusableInJob.length });
    }
    journal.emit(clock.nowUs, "run.ended", { step: job.goodStep });
  }
}

/** More changes of its own than the job ever passes through at once. */
const ALONE_CHANGES_MAX = 8;

/** Opens a run at time 0, to be advanced step by step. */
export const openRun = (scenario: Scenario, options: RunOptions): SimulatedRun =>
  new SimulatedRun(prepareScenario(scenario), options);

/** Puts a scenario through its whole duration. Same scenario and seed: same result, and same events, byte for byte. */
export const simulate = (scenario: Scenario, options: RunOptions): RunResult => {
  const run = openRun(scenario, options);
  run.advance(run.endUs);
  return run.finalResult();
};
