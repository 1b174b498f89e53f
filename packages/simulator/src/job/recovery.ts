import { type Action, type Situation, UserFunctionFailed } from "@ordeal/model";
import type { Fault } from "../fault/fault.ts";
import { repairOf } from "../hazards/repair.ts";
import type { Stream } from "../kernel/random.ts";
import { isFeasible } from "../policies/index.ts";
import type { PreparedScenario } from "../prepared-scenario.ts";
import type { Checkpointer } from "./checkpointer.ts";
import type { JobFaults } from "./job-faults.ts";
import { Load } from "./load.ts";
import type { JobMembership } from "./membership.ts";
import { RestorePoints } from "./restore-points.ts";
import type { JobState } from "./state.ts";
import type { Stepper } from "./stepper.ts";
import { UndetectedFaults } from "./undetected-faults.ts";

export type RecoveryPhase = "detecting" | "rescheduling" | "restarting" | "loading";

/** What a recovery needs of its job. */
interface RecoveringJob {
  /** Books the time of the phase so far. */
  book(): void;
  /** Stops for a recovery that no fault brings about. */
  stepDown(): void;
  /** The phase that has begun ends by itself at this instant. */
  waitUntil(endsUs: number): void;
  /** Tells the journal that the job steps again, and from where. */
  announceResume(step: number, from: string): void;
  /** Steps again, from `step`; `isLoaded` when a checkpoint was read, or training begins from scratch. */
  comeUp(step: number, isLoaded: boolean): void;
}

/** So many rungs may fail at one instant; the run breaks off there. */
const RUNGS_AT_ONCE_MAX = 10_000;

/** Everything between the stop of the job and its next step: detect, climb the policy's rungs, load. */
export class Recovery {
  private readonly state: JobState;
  private readonly prepared: PreparedScenario;
  private readonly job: RecoveringJob;
  private readonly stepper: Stepper;
  private readonly checkpointer: Checkpointer;
  private readonly membership: JobMembership;
  private readonly recovered: Pick<JobFaults, "cordon" | "end">;
  readonly restorePoints: RestorePoints;
  private readonly load: Load;
  /** `undefined` while the job is up. */
  phase: RecoveryPhase | undefined = undefined;
  private readonly faults = new UndetectedFaults();
  private failedRungs: Array<string> = [];
  /** The instant at which a rung failed last, and how many have failed at it. */
  private failedAtUs = -1;
  private failedAtOnce = 0;
  private action: Action | undefined = undefined;
  private ownGrowthStream: Stream | undefined = undefined;
  /** Whether what the job had in memory is gone, or known to be corrupted. */
  private isMemoryBad = false;
  /** Whether the job waits because nodes are missing. */
  isStarved = false;

  constructor(
    state: JobState,
    prepared: PreparedScenario,
    job: RecoveringJob,
    stepper: Stepper,
    checkpointer: Checkpointer,
    membership: JobMembership,
    recovered: Pick<JobFaults, "cordon" | "end">,
  ) {
    this.state = state;
    this.prepared = prepared;
    this.job = job;
    this.stepper = stepper;
    this.checkpointer = checkpointer;
    this.membership = membership;
    this.recovered = recovered;
    this.restorePoints = new RestorePoints(state, checkpointer.tiers);
    this.load = new Load(state, this.restorePoints);
  }

  /** The job stopped over a fault; `hangs` are those that kept it from stepping when it did. */
  begin(fault: Fault, hangs: Iterable<Fault>, detectAfterUs: number, tookNodes: boolean): void {
    this.faults.begin();
    if (this.failedRungs.length > 0) this.failedRungs = [];
    for (const hang of hangs) this.faults.endWithProcess(hang);
    this.detect(fault, detectAfterUs, tookNodes);
  }

  /** A fault strikes while the job is down: detection starts again, or goes on until the first of them is found. */
  strike(fault: Fault, detectAfterUs: number, tookNodes: boolean): void {
    const { site, nowUs } = this.state;
    if (site.journal.hasListener)
      site.journal.emit(nowUs, "job.struck", { faultId: fault.id, phase: this.phase ?? "" });
    if (this.phase !== "detecting") this.failedRungs = [];
    this.detect(fault, detectAfterUs, tookNodes);
  }

  /** Whether the job has processes, which software faults need: not while a crash is being noticed, nor without nodes. */
  get hasProcesses(): boolean {
    return this.phase === "detecting" ? this.faults.areHangs : this.phase !== "rescheduling";
  }

  /** Corruption was found: no rung may go on with what is in memory. */
  distrustMemory(): void {
    this.isMemoryBad = true;
  }

  private detect(fault: Fault, afterUs: number, tookNodes: boolean): void {
    this.load.giveUp();
    this.faults.add(fault, this.state.nowUs + afterUs, tookNodes);
    this.enter("detecting", this.faults.firstFoundUs);
  }

  private enter(phase: RecoveryPhase, endsUs: number): void {
    this.job.book();
    this.phase = phase;
    this.isStarved = false;
    this.job.waitUntil(endsUs);
  }

  /** The phase's time is over. */
  complete(): void {
    switch (this.phase) {
      case "detecting":
        return this.decide();
      case "restarting":
        return this.endRung();
      case "loading":
        return this.endLoading();
      default:
    }
  }

  /** Something changed that may end a wait: a repair, a spare, the scheduler. */
  wake(): void {
    if (this.phase === "rescheduling") this.climb();
  }

  /** Takes stock of what was found and what was lost, and climbs. */
  private decide(): void {
    for (const fault of this.faults.takeFound(this.state.nowUs)) this.takeOutIfHanging(fault);
    this.restorePoints.loseCopies();
    this.climb();
  }

  /** Climbs the rung that the policy names, or waits until one can be climbed. */
  private climb(): void {
    const { state } = this;
    const { fleet, controlPlane } = state.site;
    const situation = this.situation();
    const action = state.settings.policy(situation);
    const needsScheduler = action.does !== "retry" && action.does !== "process";
    if (action.does !== "wait" && isFeasible(action, situation) && (controlPlane.isUp || !needsScheduler)) {
      // Nodes that are replaced after a wait take with them what they hold, though their paths may have gone in it.
      if (this.phase === "rescheduling") this.restorePoints.loseCopies();
      return this.startRung(action);
    }
    if (this.phase === "rescheduling" && this.isStarved === controlPlane.isUp) return;
    this.enter("rescheduling", Number.POSITIVE_INFINITY);
    this.isStarved = controlPlane.isUp;
    if (this.isStarved) state.record.starvations++;
    const { journal } = state.site;
    if (journal.hasListener)
      journal.emit(state.nowUs, "job.waiting", {
        nodesMissing: fleet.unusableInJob.length,
        schedulerUp: controlPlane.isUp,
      });
  }

  /** A hang that was found and that no restart cures: its node is of no use. */
  private takeOutIfHanging(fault: Fault): void {
    if (fault.hasOwnDuration && fault.endsWithProcess && fault.isActive && fault.isOnJob) this.recovered.cordon(fault);
  }

  private situation(): Situation {
    const { state, membership } = this;
    return {
      atUs: state.nowUs,
      kinds: this.faults.kinds,
      failedRungs: this.failedRungs,
      unusableNodes: state.site.fleet.unusableInJob.length,
      sparesInScope: membership.sparesInScope(),
      spares: membership.spares,
      replicas: state.replicas,
      replicasPossible: membership.replicasPossible(),
      replicasMin: this.prepared.replicasMin,
    };
  }

  private startRung(action: Action): void {
    const { state, membership } = this;
    const { journal } = state.site;
    this.action = action;
    const { does, takes } = action;
    const spares =
      does === "shrink" ? membership.shrink() : does === "spare" || does === "job" ? membership.replace() : 0;
    this.updateReplicas();
    for (const fault of this.faults.takeOfProcesses()) {
      if (fault.endsWithProcess && !fault.hasOwnDuration) this.recovered.end(fault);
    }
    const takesUs =
      (typeof takes === "number"
        ? takes
        : repairOf(takes)(this.faults.first?.recoveryStream() ?? this.growthStream())) +
      membership.sizeUs(action) +
      (spares > 0 ? state.settings.spareActivationUs : 0);
    if (journal.hasListener) {
      const { name: rung, keepsProgress } = action;
      journal.emit(state.nowUs, "rung.started", { rung, does, takesUs, keepsProgress });
    }
    this.enter("restarting", state.nowUs + takesUs);
  }

  /** Chance of how long growing again takes, which no fault brings about. */
  private growthStream(): Stream {
    this.ownGrowthStream ??= this.state.site.chance.lastingStream("recovery/growth");
    return this.ownGrowthStream;
  }

  private updateReplicas(): void {
    const { state } = this;
    const { journal } = state.site;
    const replicas = this.membership.replicasNow();
    if (replicas === state.replicas) return;
    const isFewer = replicas < state.replicas;
    state.replicas = replicas;
    if (isFewer) state.record.shrinks++;
    if (journal.hasListener) journal.emit(state.nowUs, isFewer ? "job.shrunk" : "job.grown", { replicas });
  }

  private endRung(): void {
    const { state, action } = this;
    const { journal, fleet } = state.site;
    if (action === undefined) throw new Error("recovery: a rung ended that never began");
    const { first } = this.faults;
    if (action.success < 1 && first !== undefined && first.stream().uniform() >= action.success) {
      this.failedRungs.push(action.name);
      if (journal.hasListener) journal.emit(state.nowUs, "rung.failed", { rung: action.name });
      this.checkTime(action.name);
      this.decide();
      return;
    }
    if (journal.hasListener) journal.emit(state.nowUs, "rung.succeeded", { rung: action.name });
    if (!action.keepsProgress) this.isMemoryBad = true;
    if (fleet.unusableInJob.length > 0) this.decide();
    else if (!this.isMemoryBad) this.resume(this.stepper.step, "memory", false);
    else this.startLoading();
  }

  /** Rungs that fail in no time, over and over, would keep the run at one instant for ever. */
  private checkTime(rung: string): void {
    const { nowUs } = this.state;
    this.failedAtOnce = this.failedAtUs === nowUs ? this.failedAtOnce + 1 : 1;
    this.failedAtUs = nowUs;
    if (this.failedAtOnce < RUNGS_AT_ONCE_MAX) return;
    const reason = `tried ${RUNGS_AT_ONCE_MAX} rungs at one instant, and all failed in no time, the last of them ${rung}: give one of them a time`;
    throw new UserFunctionFailed(["recovery", "policy"], reason);
  }

  /**
   * The last step that a job that is down will not have lost when it is back, as things are now: that of the copy which
   * it will load, damaged ones apart; all of them while a rung is under way that keeps them.
   */
  get goodStep(): number {
    const { action, phase } = this;
    const { step } = this.stepper;
    if (phase === "restarting" && action?.keepsProgress === true && !this.isMemoryBad) return step;
    return Math.min(this.restorePoints.newestSoundStep, step);
  }

  private startLoading(): void {
    if (this.state.site.fleet.unusableInJob.length > 0) return this.decide();
    const endsUs = this.load.start(this.action?.trust);
    if (endsUs === undefined) {
      this.state.goOnFrom(false);
      this.resume(0, "scratch", true);
    } else this.enter("loading", endsUs);
  }

  /** Storage got faster or slower: a load from it ends at another time. */
  updateLoadEnd(): void {
    const { endsUs } = this.load;
    if (this.phase === "loading" && endsUs !== undefined) this.job.waitUntil(endsUs);
  }

  private endLoading(): void {
    const point = this.load.end();
    if (point === undefined) return this.startLoading();
    if (this.state.site.fleet.unusableInJob.length > 0) return this.decide();
    this.state.goOnFrom(point.poisoned);
    this.resume(point.step, point.tier.name, true);
  }

  private resume(step: number, from: string, isLoaded: boolean): void {
    this.job.book();
    this.job.announceResume(step, from);
    this.phase = undefined;
    this.isMemoryBad = false;
    this.faults.begin();
    this.restorePoints.forgetLosses();
    this.job.comeUp(step, isLoaded);
  }

  /** A shrunk job takes the nodes that came back, right after a copy is durable, so that nothing is lost. */
  growIfPossible(): boolean {
    const { state, membership } = this;
    if (state.replicas >= this.prepared.replicas || membership.replicasPossible() <= state.replicas) return false;
    this.faults.begin();
    this.failedRungs = [];
    const situation = this.situation();
    const action = state.settings.policy(situation);
    if (action.does !== "job" && action.does !== "spare") return false;
    if (!isFeasible(action, situation) || !state.site.controlPlane.isUp) return false;
    this.job.book();
    this.job.stepDown();
    this.checkpointer.tear(this.stepper.step);
    this.startRung(action);
    return true;
  }
}
