import { type Action, domains, type Situation } from "@ordeal/model";
import type { TierState } from "../checkpoint/tier.ts";
import type { Fault } from "../fault.ts";
import { takesUs as drawTakesUs } from "../hazards/repair.ts";
import { type Stream, streamOf } from "../kernel/random.ts";
import { isFeasible } from "../policies/index.ts";
import type { Transfer } from "../storage/storage.ts";
import type { World } from "../world.ts";
import type { Job } from "./job.ts";
import { Roster } from "./roster.ts";
import { Struck } from "./struck.ts";

/** What is being read back. */
interface Loading {
  readonly tier: TierState;
  readonly step: number;
  readonly poisoned: boolean;
  readonly corrupt: boolean;
  readonly transfer: Transfer;
}

/** Everything between the stop of the job and its next step: detect, climb the policy's rungs, load. */
export class Recovery {
  private readonly world: World;
  private readonly job: Job;
  private readonly roster: Roster;
  /** `undefined` while the job is up. */
  phase: "detecting" | "rescheduling" | "restarting" | "loading" | undefined;
  private readonly struck = new Struck();
  private failedRungs: Array<string> = [];
  /** Nodes of the job that were lost in this recovery, each once. */
  private lostNodes: Array<number> = [];
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
  }

  begin(faults: Array<Fault>, detectAfterUs: number): void {
    this.struck.begin(faults);
    this.isMemoryBad = false;
    this.failedRungs = [];
    this.detect(detectAfterUs);
  }

  /** A fault strikes while the job is down: found with the first while detecting, else detection starts again. */
  strike(fault: Fault, detectAfterUs: number): void {
    const { nowUs, journal } = this.world;
    if (journal.isHeard) journal.say(nowUs, "job.struck", { faultId: fault.id, phase: this.phase ?? "" });
    this.struck.add(fault);
    if (this.phase === "detecting") return;
    this.failedRungs = [];
    this.detect(detectAfterUs);
  }

  /** Corruption was found: no rung may go on with what is in memory. */
  distrustMemory(): void {
    this.isMemoryBad = true;
  }

  /** Whether spares could take the place of all these nodes of the job. */
  canReplace(nodes: ReadonlyArray<number>): boolean {
    return this.roster.replaceable(nodes) === nodes.length;
  }

  /** A node of the job was lost; what it held in memory is gone, however soon it is back. */
  loseNode(node: number): void {
    if (!this.lostNodes.includes(node)) this.lostNodes.push(node);
  }

  private detect(afterUs: number): void {
    this.giveUpLoading();
    this.enter("detecting", this.world.nowUs + afterUs);
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
    for (const fault of this.struck.takeUnseen()) this.takeOutIfHanging(fault);
    this.loseCopies();
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

  /** What struck while the job was down was found with the detection; a hang that no restart cures is of no use to it. */
  private takeOutIfHanging(fault: Fault): void {
    const isLasting = fault.hasOwnDuration && fault.behaviour.lasts === "restart";
    if (isLasting && fault.isActive && this.world.isOnJob(fault)) this.world.takeOutOfUse(fault);
  }

  private situation(): Situation {
    const { world, job } = this;
    return {
      atUs: world.nowUs,
      kinds: this.struck.kinds,
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
    for (const fault of this.struck.lasting) world.endWithRestart(fault);
    const cards = job.replicas * plan.cardsPerReplica;
    const takesUs =
      drawTakesUs(action.takes, () => this.struck.first?.recoveryStream() ?? this.growthStream()) +
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
    const chance = this.struck.first?.stream();
    if (action.success < 1 && chance !== undefined && chance.uniform() >= action.success) {
      this.failedRungs.push(action.name);
      if (journal.isHeard) journal.say(nowUs, "rung.failed", { rung: action.name });
      this.decide();
      return;
    }
    if (journal.isHeard) journal.say(nowUs, "rung.succeeded", { rung: action.name });
    if (fleet.unusableInJob.length > 0) this.decide();
    else if (action.keepsProgress && !this.isMemoryBad) this.resume(this.job.stepper.step, "memory", false);
    else this.startLoading();
  }

  /** Reads the newest good copy: the highest step, and of several tiers that have it the one that loads faster. */
  private startLoading(): void {
    const { world, action } = this;
    if (world.fleet.unusableInJob.length > 0) return this.decide();
    const { journal, nowUs, storage } = world;
    let best: Omit<Loading, "transfer"> | undefined;
    for (const tier of this.job.saver.tiers) {
      const copy = tier.store.newest();
      if (copy !== undefined && isBetter(tier, copy.step, best)) best = { tier, ...copy };
      const torn = action?.trust === "any" ? tier.tornStep : undefined;
      if (torn !== undefined && isBetter(tier, torn, best))
        best = { tier, step: torn, poisoned: false, corrupt: false };
    }
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
    this.struck.begin([]);
    this.lostNodes = [];
    job.comeUp(step, isLoaded);
  }

  /** Tiers that do not outlive the smallest domain that holds every lost node have lost their copies. */
  private loseCopies(): void {
    const { fleet, nowUs, journal } = this.world;
    for (const node of fleet.unusableInJob) this.loseNode(node);
    if (this.lostNodes.length === 0) return;
    const lost = domains.indexOf(this.roster.domainOf(this.lostNodes));
    for (const tier of this.job.saver.tiers) {
      if (domains.indexOf(tier.survives) >= lost || tier.store.isEmpty) continue;
      tier.store.clear();
      tier.tornStep = undefined;
      if (journal.isHeard) journal.say(nowUs, "checkpoint.lost", { tier: tier.name });
    }
  }

  /** A shrunk job takes the nodes that came back, right after a copy is durable, so that nothing is lost. */
  growIfPossible(): boolean {
    const { world, job } = this;
    if (job.replicas >= world.plan.replicas || this.roster.replicasPossible() <= job.replicas) return false;
    this.struck.begin([]);
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

/** A newer copy is better; of two as new, the one that loads faster. */
const isBetter = (tier: TierState, step: number, best: Pick<Loading, "tier" | "step"> | undefined): boolean =>
  best === undefined || step > best.step || (step === best.step && tier.times.loadUs < best.tier.times.loadUs);
