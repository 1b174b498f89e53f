import type { FaultSpec, Ledger, RunResult, Scenario, Snapshot } from "@ordeal/model";
import { faultIdOf, instantUs, metricsOf } from "@ordeal/model";
import { SAVE_EVENTS } from "./estimate.ts";
import { HazardProcess } from "./hazards/process.ts";
import type { OnEvent } from "./journal.ts";
import { Priority } from "./kernel/queue.ts";
import { measuredOf } from "./measure/measured.ts";
import { type PreparedScenario, prepareScenario } from "./prepared-scenario.ts";
import { type InjectedFault, Scripts } from "./scripted/scripts.ts";
import type { Settings } from "./settings.ts";
import { type Telemetry, telemetryOf } from "./telemetry.ts";
import { TooManyEvents } from "./too-many-events.ts";
import { World } from "./world.ts";

export interface RunOptions {
  /** The one source of chance: an integer from 0 to 2³² − 1. */
  readonly seed: number;
  /** Hears every event of the journal, in order. */
  readonly onEvent?: OnEvent;
  /** Whether saves that nothing disturbs are emitted to `onEvent`; they are unless this is `false`, which is quicker by far. */
  readonly emitsQuietSaves?: boolean;
  /** How many changes of the cluster the whole run may go through; {@link TooManyEvents} is thrown beyond. No bound unless given. */
  readonly eventsMax?: number;
}

export interface InjectOptions {
  readonly id?: string;
  readonly ttlUs?: number;
}

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
  private readonly eventsMax: number;
  private happened = 0;

  constructor(prepared: PreparedScenario, { seed, onEvent, emitsQuietSaves, eventsMax }: RunOptions) {
    const { scenario } = prepared;
    const world = new World(prepared, seed, onEvent, emitsQuietSaves);
    this.world = world;
    this.scripts = new Scripts(world);
    this.seed = seed;
    this.endUs = prepared.endUs;
    this.eventsMax = eventsMax ?? Number.POSITIVE_INFINITY;
    for (const [index, spec] of scenario.faults.entries()) this.inject(spec, { id: faultIdOf(spec, index) });
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
    const { world, seed } = this;
    const prepared = world.ground;
    world.journal.emit(0, "run.started", {
      seed,
      nodes: prepared.topology.nodes,
      cards: prepared.topology.count("card"),
      jobNodes: prepared.scenario.job.nodes,
      stepUs: prepared.scenario.job.step,
      durationUs: prepared.endUs,
      intervalUs: intervalUs(prepared.settings[0]),
    });
    world.job.arrange();
  }

  /** How many changes of the cluster the run has gone through; those of saves that nobody listens to are not counted. */
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
   * Lets time pass up to an instant, or to the end of the run, and no further than `eventsMax` changes of the cluster.
   * Returns whether it got there. The first call starts the run.
   */
  advance(untilUs: number, eventsMax = Number.POSITIVE_INFINITY): boolean {
    this.start();
    const { world } = this;
    const { clock, job, journal } = world;
    const { queue } = clock;
    const until = this.changes + eventsMax;
    const most = Math.min(until, this.eventsMax);
    while (!this.isOver) {
      const entryUs = queue.nextUs;
      const jobFirst = job.nextUs < entryUs || (job.nextUs === entryUs && queue.nextPriority !== Priority.heal);
      const nextUs = jobFirst ? job.nextUs : entryUs;
      if (nextUs > untilUs) break;
      const { changes } = this;
      if (changes >= most) {
        if (changes >= until) return false;
        this.happened++;
        throw new TooManyEvents(this.eventsMax, clock.nowUs);
      }
      this.happened++;
      clock.nowUs = nextUs;
      clock.horizonUs = changes + ALONE_CHANGES_MAX < most && !journal.hasListener ? untilUs : 0;
      if (jobFirst) {
        job.advance();
      } else {
        clock.isHealing = queue.nextPriority === Priority.heal;
        // What the job went through by now is emitted before what happens now.
        if (journal.hasListener) job.sync();
        queue.pop().happen();
        world.tellWaiting();
        clock.isHealing = false;
      }
      world.tellWaiting();
    }
    if (!this.isOver && untilUs > clock.nowUs) clock.nowUs = Math.min(untilUs, this.endUs);
    if (journal.hasListener) job.sync();
    return true;
  }

  /**
   * Arms a fault, or strikes with one that has no start of its own; it lasts no longer than `ttlUs`. Returns its id.
   * What is injected before the first advance is as if the scenario had scripted it.
   */
  inject(
    spec: FaultSpec,
    { id = spec.id ?? `injected-${++this.injected}`, ttlUs = Number.POSITIVE_INFINITY }: InjectOptions = {},
  ): string {
    const { scripts } = this;
    if (scripts.has(id)) {
      throw new RangeError(`there is a fault "${id}" in the run: every fault needs an id of its own`);
    }
    const hasStart = spec.at !== undefined || spec.on !== undefined || spec.every !== undefined;
    scripts.arm({ spec: hasStart ? spec : { ...spec, at: this.nowUs }, id, ttlUs });
    if (!hasStart) this.advance(this.nowUs);
    return id;
  }

  /** Disarms a fault of the script, and ends it now if it is active. Returns whether there was one of that id. */
  heal(faultId: string): boolean {
    return this.scripts.heal(faultId);
  }

  /**
   * Heals several faults of the script at once, in a time that grows with their number only; what hangs on them all, such
   * as the job's speed, changes once. Returns the ids of those that were there.
   */
  healAll(faultIds: Iterable<string>): ReadonlyArray<string> {
    return this.scripts.healAll(faultIds);
  }

  /** The script's faults that may still strike, or are active: everything that {@link heal} would undo, by id. */
  injectedFaults(): ReadonlyArray<InjectedFault> {
    return this.scripts.list();
  }

  /** How many those are. */
  get injectedCount(): number {
    return this.scripts.count;
  }

  snapshot(): Snapshot {
    this.start();
    const { world } = this;
    const { job, fleet, fabric, storage, clock } = world;
    job.sync();
    // What is not booked yet may have gone by at more than one speed.
    job.book();
    const { nowUs } = clock;
    const step = job.stepper.stepAt(nowUs);
    return {
      atUs: nowUs,
      isOver: this.isOver,
      mode: job.mode,
      step,
      highWaterStep: Math.max(step, job.stepper.highWater),
      stepUs: job.stepper.currentStepUs,
      speed: job.speed,
      progressUs: job.stepper.productiveBy(nowUs),
      ledgerUs: this.ledger(),
      spentUs: job.state.ledger.read(),
      downSinceUs: job.state.record.downSinceUs,
      replicas: job.state.replicas,
      jobNodes: fleet.jobNodes,
      sparesUsable: fleet.sparesUsable,
      nodesDown: world.nodesBroken.now,
      nodesUnusableInJob: fleet.unusableInJob.length,
      bandwidthShare: fabric.leastShare(),
      storageShare: storage.bandwidthShare,
      faults: world.faults.active.list().map(({ id, kind, startUs }) => ({ faultId: id, kind, sinceUs: startUs })),
    };
  }

  /** What the cluster's sensors show now. Looking changes nothing. */
  telemetry(): Telemetry {
    this.start();
    this.world.job.sync();
    return telemetryOf(this.world);
  }

  /** What the run comes to over [0, now]. Looking changes nothing. */
  result(): RunResult {
    const { world } = this;
    const { job, faults, clock } = world;
    job.sync();
    job.checkpointer.finishWriting(clock.nowUs);
    const { record } = job.state;
    const ledger = this.ledger();
    const rolledBackUs = job.stepper.ranUs(job.goodStep);
    const interruptions = record.interruptions(clock.nowUs, rolledBackUs);
    const { faultsOnJob, faultsByCause } = record.onJob(job.hangs.list());
    return {
      seed: this.seed,
      wallUs: clock.nowUs,
      metrics: metricsOf(world.ground.scenario, measuredOf(world, ledger, interruptions, faultsOnJob)),
      ledgerUs: ledger,
      counts: {
        steps: job.goodStep,
        faults: faults.struck,
        faultsOnJob,
        faultsSkipped: faults.skipped,
        interruptions: interruptions.length,
        checkpoints: record.checkpoints,
        checkpointsSkipped: record.checkpointsSkipped,
        checkpointsTorn: record.checkpointsTorn,
        recoveries: record.recoveries,
        shrinks: record.shrinks,
        starvations: record.starvations,
      },
      interruptions,
      faultsByCause,
      starved: job.recovery.isStarved,
      intervalUs: intervalUs(world.ground.settings[0]),
    };
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

/** The interval of the first tier, when it is a time; microseconds. */
const intervalUs = ({ tiers }: Settings): number | null => {
  const { rhythm } = tiers[0] as Settings["tiers"][number];
  return "us" in rhythm && Number.isFinite(rhythm.us) ? rhythm.us : null;
};

/** Opens a run at time 0, to be advanced step by step. */
export const openRun = (scenario: Scenario, options: RunOptions): SimulatedRun =>
  new SimulatedRun(prepareScenario(scenario), options);

/** Puts a scenario through its whole duration. Same scenario and seed: same result, and same events, byte for byte. */
export const simulate = (scenario: Scenario, options: RunOptions): RunResult => {
  const run = openRun(scenario, options);
  run.advance(run.endUs);
  return run.result();
};
