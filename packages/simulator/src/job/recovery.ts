import { type Action, faultKinds, type Situation, UserFunctionFailed } from "@ordeal/model";
import type { Fault } from "../fault.ts";
import { takesUs as drawTakesUs } from "../hazards/repair.ts";
import { type Stream, streamOf } from "../kernel/random.ts";
import { isFeasible } from "../policies/index.ts";
import type { Transfer } from "../storage/storage.ts";
import type { World } from "../world.ts";
import { HiddenFaults } from "./hidden-faults.ts";
import type { Job } from "./job.ts";
import { type RestorePoint, RestorePoints } from "./restore-points.ts";
import { Roster } from "./roster.ts";

/** What is being read back. */
interface Loading extends RestorePoint {
  readonly transfer: Transfer;
}

/** So many rungs may fail at one instant; the run breaks off there. */
const RUNGS_AT_ONCE_MAX = 10_000;

/** Everything between the stop of the job and its next step: detect, climb the policy's rungs, load. */
export class Recovery {
  private readonly world: World;
  private readonly job: Job;
  private readonly roster: Roster;
  readonly restorePoints: RestorePoints;
  /** `undefined` while the job is up. */
  phase: "detecting" | "rescheduling" | "restarting" | "loading" | undefined;
  private readonly faults = new HiddenFaults();
  private failedRungs: Array<string> = [];
  /** How many rungs failed at the instant at which the last one did. */
  private failedAt = { us: -1, rungs: 0 };
  private action: Action | undefined;
  private loading: Loading | undefined;
  private ownGrowthStream: Stream | undefined;
  /** Whether what the job holds in memory is known to be corrupted. */
  private isMemoryBad = false;
  /** Whether the job waits because nodes are missing. */
  isStarved = false;

  constructor(world: World, job: Job) {
    this.world = world;
    this.job = job;
    this.roster = new Roster(world);
    this.restorePoints = new RestorePoints(world, job.saver.tiers);
  }

  /** The job stopped over a fault; `hangs` are those that kept it from stepping when it did. */
  begin(fault: Fault, hangs: Iterable<Fault>, detectAfterUs: number, tookNodes: boolean): void {
    this.faults.begin();
    this.isMemoryBad = false;
    this.failedRungs = [];
    for (const hang of hangs) this.faults.endWithProcess(hang);
    this.detect(fault, detectAfterUs, tookNodes);
  }

  /** A fault strikes while the job is down: detection starts again, or goes on until the first of them is found. */
  strike(fault: Fault, detectAfterUs: number, tookNodes: boolean): void {
    const { nowUs, journal } = this.world;
    if (journal.isHeard) journal.say(nowUs, "job.struck", { faultId: fault.id, phase: this.phase ?? "" });
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

  /** Whether spares could take the place of all these nodes of the job. */
  canReplace(nodes: ReadonlyArray<number>): boolean {
    return this.roster.replaceable(nodes) === nodes.length;
  }

  private detect(fault: Fault, afterUs: number, tookNodes: boolean): void {
    this.giveUpLoading();
    this.faults.add(fault, this.world.nowUs + afterUs, tookNodes);
    this.enter("detecting", this.faults.firstFoundUs);
  }

  private enter(phase: NonNullable<Recovery["phase"]>, endsUs: number): void {
    this.phase = phase;
    this.isStarved = false;
    this.job.enterDown(phase, endsUs);
  }

  /** The phase's time is over. */
  complete(): void {
    if (this.phase === "detecting") this.decide();
    else if (this.phase === "restarting") this.endRung();
    else if (this.phase === "loading") this.endLoading();
  }

  /** Something changed that may end a wait: a repair, a spare, the scheduler. */
  wake(): void {
    if (this.phase === "rescheduling") this.decide();
  }

  private decide(): void {
    for (const fault of this.faults.takeFound(this.world.nowUs)) this.takeOutIfHanging(fault);
    this.restorePoints.loseCopies();
    const { settings, journal, nowUs, fleet, isSchedulerUp, record } = this.world;
    const situation = this.situation();
    const action = settings.policy(situation);
    const needsScheduler = action.does !== "retry" && action.does !== "process";
    if (action.does !== "wait" && isFeasible(action, situation) && (isSchedulerUp || !needsScheduler)) {
      this.startRung(action);
      return;
    }
    const isWaiting = this.phase === "rescheduling" && this.isStarved === isSchedulerUp;
    if (isWaiting) return;
    this.enter("rescheduling", Number.POSITIVE_INFINITY);
    this.isStarved = isSchedulerUp;
    if (isSchedulerUp) record.starvations++;
    if (journal.isHeard)
      journal.say(nowUs, "job.waiting", { nodesMissing: fleet.unusableInJob.length, schedulerUp: isSchedulerUp });
  }

  /** A hang that was found and that no restart cures: its node is of no use. */
  private takeOutIfHanging(fault: Fault): void {
    const isLasting = fault.hasOwnDuration && faultKinds[fault.kind].lasts === "restart";
    if (isLasting && fault.isActive && this.world.isOnJob(fault)) this.world.takeOutOfUse(fault);
  }

  private situation(): Situation {
    const { world, job } = this;
    return {
      atUs: world.nowUs,
      kinds: this.faults.kinds,
      failedRungs: this.failedRungs,
      unusableNodes: world.fleet.unusableInJob.length,
      sparesInScope: this.roster.sparesInScope(),
      spares: this.roster.spares,
      replicas: job.replicas,
      replicasPossible: this.roster.replicasPossible(),
      replicasMin: world.plan.replicasMin,
    };
  }

  private startRung(action: Action): void {
    const { world, job } = this;
    const { journal, plan } = world;
    this.action = action;
    const { does } = action;
    const spares =
      does === "shrink" ? this.roster.shrink() : does === "spare" || does === "job" ? this.roster.replace() : 0;
    this.updateReplicas();
    for (const fault of this.faults.takeOfProcesses()) world.endWithRestart(fault);
    const cards = job.replicas * plan.cardsPerReplica;
    const takesUs =
      drawTakesUs(action.takes, () => this.faults.first?.recoveryStream() ?? this.growthStream()) +
      Math.round((action.takesPerThousandCards * cards) / 1_000) +
      (spares > 0 ? world.settings.spareActivationUs : 0);
    if (journal.isHeard) {
      const { name: rung, keepsProgress } = action;
      journal.say(world.nowUs, "rung.started", { rung, does, takesUs, keepsProgress });
    }
    this.enter("restarting", world.nowUs + takesUs);
  }

  /** Chance of how long growing again takes, which no fault brings about. */
  private growthStream(): Stream {
    this.ownGrowthStream ??= streamOf(this.world.seed, "recovery/growth");
    return this.ownGrowthStream;
  }

  private updateReplicas(): void {
    const { world, job } = this;
    const replicas = this.roster.replicasNow();
    if (replicas === job.replicas) return;
    const isFewer = replicas < job.replicas;
    job.replicas = replicas;
    if (isFewer) world.record.shrinks++;
    if (world.journal.isHeard) world.journal.say(world.nowUs, isFewer ? "job.shrunk" : "job.grown", { replicas });
  }

  private endRung(): void {
    const { world, action } = this;
    const { journal, nowUs, fleet } = world;
    if (action === undefined) throw new Error("recovery: a rung ended that never began");
    const chance = this.faults.first?.stream();
    if (action.success < 1 && chance !== undefined && chance.uniform() >= action.success) {
      this.failedRungs.push(action.name);
      if (journal.isHeard) journal.say(nowUs, "rung.failed", { rung: action.name });
      this.checkTime(action.name);
      this.decide();
      return;
    }
    if (journal.isHeard) journal.say(nowUs, "rung.succeeded", { rung: action.name });
    if (fleet.unusableInJob.length > 0) this.decide();
    else if (action.keepsProgress && !this.isMemoryBad) this.resume(this.job.stepper.step, "memory", false);
    else this.startLoading();
  }

  /** Rungs that fail in no time, over and over, would keep the run at one instant for ever. */
  private checkTime(rung: string): void {
    const { nowUs } = this.world;
    this.failedAt = { us: nowUs, rungs: this.failedAt.us === nowUs ? this.failedAt.rungs + 1 : 1 };
    if (this.failedAt.rungs < RUNGS_AT_ONCE_MAX) return;
    const reason = `tried ${RUNGS_AT_ONCE_MAX} rungs at one instant, and all failed in no time, the last of them ${rung}: give one of them a time`;
    throw new UserFunctionFailed(["recovery", "policy"], reason);
  }

  /**
   * The last step that a job that is down will not have lost when it is back, as things are now: that of the copy which
   * it will load, damaged ones apart; all of them while a rung is under way that keeps them.
   */
  get goodStep(): number {
    const { action, phase } = this;
    const { step } = this.job.stepper;
    if (phase === "restarting" && action?.keepsProgress === true && !this.isMemoryBad) return step;
    return Math.min(this.restorePoints.newestSoundStep, step);
  }

  private startLoading(): void {
    const { world } = this;
    if (world.fleet.unusableInJob.length > 0) return this.decide();
    const { journal, nowUs, storage } = world;
    const best = this.restorePoints.newest(this.action?.trust);
    if (best === undefined) return this.resume(0, "scratch", true);
    const { loadUs } = best.tier.times;
    const transfer = best.tier.usesStorage
      ? storage.start(nowUs, loadUs)
      : { remainingUs: loadUs, endUs: nowUs + loadUs };
    this.loading = { ...best, transfer };
    if (journal.isHeard) journal.say(nowUs, "load.started", { tier: best.tier.name, step: best.step });
    this.enter("loading", transfer.endUs);
  }

  /** Storage got faster or slower: a load from it ends at another time. */
  replan(): void {
    if (this.phase === "loading" && this.loading !== undefined) this.job.nextUs = this.loading.transfer.endUs;
  }

  private endLoading(): void {
    const { journal, nowUs } = this.world;
    const { loading } = this;
    if (loading === undefined) throw new Error("recovery: a load ended that never began");
    this.giveUpLoading();
    if (loading.corrupt) {
      loading.tier.store.dropNewest(nowUs);
      if (journal.isHeard)
        journal.say(nowUs, "load.rejected", { tier: loading.tier.name, step: loading.step, reason: "corrupt" });
      this.startLoading();
      return;
    }
    if (this.world.fleet.unusableInJob.length > 0) return this.decide();
    this.job.isTainted = loading.poisoned;
    this.resume(loading.step, loading.tier.name, true);
  }

  private giveUpLoading(): void {
    if (this.loading?.tier.usesStorage) this.world.storage.stop(this.world.nowUs, this.loading.transfer);
    this.loading = undefined;
  }

  private resume(step: number, from: string, isLoaded: boolean): void {
    const { world, job } = this;
    if (from === "scratch") job.isTainted = false;
    if (world.journal.isHeard)
      world.journal.say(world.nowUs, "job.resumed", {
        step,
        from,
        lostSteps: Math.max(0, job.stepper.step - step),
        stepUs: job.stepUsNow(),
      });
    this.phase = undefined;
    this.faults.begin();
    this.restorePoints.forgetLosses();
    job.comeUp(step, isLoaded);
  }

  /** A shrunk job takes the nodes that came back, right after a copy is durable, so that nothing is lost. */
  growIfPossible(): boolean {
    const { world, job } = this;
    if (job.replicas >= world.plan.replicas || this.roster.replicasPossible() <= job.replicas) return false;
    this.faults.begin();
    this.failedRungs = [];
    const situation = this.situation();
    const action = world.settings.policy(situation);
    if ((action.does !== "job" && action.does !== "spare") || !isFeasible(action, situation) || !world.isSchedulerUp)
      return false;
    job.book();
    job.endUpTime();
    job.saver.tear(job.stepper.step);
    this.startRung(action);
    return true;
  }
}
