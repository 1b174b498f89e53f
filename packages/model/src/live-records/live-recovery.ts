import type { Interruption } from "../result.ts";
import type { FaultBook, LiveFault } from "./fault-book.ts";
import type { LiveLog } from "./live-log.ts";
import type { LiveSaves } from "./live-saves.ts";
import type { Member, RankTable } from "./rank-table.ts";
import { LEAP_MAX, type StepBook } from "./step-book.ts";
import type { StepInProgress } from "./step-in-progress.ts";

export type DownPhase = "detecting" | "rescheduling" | "restarting" | "loading";

/** A process that goes so soon after a fault struck a job that is down went by that fault. */
const BLAME_US = 2_000_000;

/** A stop of the job that is not over. */
interface OpenStop {
  readonly atUs: number;
  readonly fault: LiveFault;
  /** How long the step was at work that was lost with it. */
  readonly killedUs: number;
}

/**
 * Everything between a stop of a watched job and its next step. It is `detecting` until the first process that the fault did
 * not end itself gives up, or the launcher begins anew; `rescheduling` while the launcher waits; `restarting` until every
 * rank loads; `loading` until every rank steps.
 */
export class LiveRecovery {
  private readonly launcher: string;
  private readonly log: LiveLog;
  private readonly ranks: RankTable;
  private readonly faults: FaultBook;
  private readonly saves: LiveSaves;
  private readonly steps: StepBook;
  private readonly current: StepInProgress;
  /** `undefined` while the job is up. */
  phase: DownPhase | undefined;
  open: OpenStop | undefined;
  readonly interruptions: Array<Interruption> = [];
  readonly counts = { recoveries: 0, shrinks: 0, starvations: 0 };
  private nodesMissing = 0;
  private isWaiting = false;
  private rungs = 0;
  /** The processes that the fault itself ended. */
  private direct: ReadonlySet<string> = new Set();
  /** Since when the job has hung. */
  private hungSinceUs: number | undefined;
  private upSinceUs = 0;

  constructor(
    launcher: string,
    log: LiveLog,
    ranks: RankTable,
    faults: FaultBook,
    saves: LiveSaves,
    steps: StepBook,
    current: StepInProgress,
  ) {
    this.launcher = launcher;
    this.log = log;
    this.ranks = ranks;
    this.faults = faults;
    this.saves = saves;
    this.steps = steps;
    this.current = current;
  }

  /** Whether it waits because nodes are missing. */
  get isStarved(): boolean {
    return this.phase === "rescheduling" && this.nodesMissing > 0;
  }

  /** A process of the job stands still: nobody knows until its collective is given up. */
  hang(fault: LiveFault): void {
    this.hungSinceUs ??= this.log.nowUs;
    fault.isOnJob = true;
    this.log.emit("job.hung", { faultId: fault.id, step: this.steps.step });
  }

  unhang(): void {
    this.hungSinceUs = undefined;
  }

  /** A fault ends processes of the job. */
  killed(fault: LiveFault): void {
    if (this.phase === undefined) this.stop(fault, fault.processes);
    else this.strike(fault, fault.processes);
  }

  /** A process is gone, by the word of the lab. */
  gone(member: Member, how: string): void {
    if (member.isGone) return;
    member.isGone = true;
    if (member.stage === "done") return;
    const wasPast = this.ranks.isPast(member);
    if (wasPast) this.pastGone(member);
    else if (this.phase === undefined) this.stopBy(member, how);
    else this.fellAgain(member, how);
  }

  private stopBy(member: Member, how: string): void {
    const [blamed] = this.faults.blamed(member.rank, this.upSinceUs);
    if (blamed === undefined) return this.stop(this.own(member, how), new Set([member.key]));
    // Whoever gives up a collective was not ended by the fault: now it is noticed.
    const isDirect = blamed.effect === "kills" && (blamed.ranks?.includes(member.rank) ?? true);
    this.stop(blamed, new Set(isDirect ? [member.key] : []));
    if (!isDirect) this.endDetecting();
    else this.pastGone(member);
  }

  private pastGone(member: Member): void {
    const areAllGone = this.ranks.remaining.length === 0;
    if (this.phase === "detecting" && (areAllGone || !this.direct.has(member.key))) this.endDetecting();
    if (areAllGone) this.saves.settle();
  }

  /** Another process takes the rank of one that nobody saw go: it went at some time since any was last heard of. */
  replaced(before: Member): void {
    if (before.isGone || before.stage === "done") return;
    if (this.phase === undefined) {
      const heardUs = Math.max(...this.ranks.current.map((one) => one.heardUs));
      const us = this.current.takeBack(Math.max(0, this.log.nowUs - heardUs));
      this.log.spend("detecting", us);
      this.hungSinceUs ??= this.log.nowUs - us;
      this.log.doubts.add(
        "nobody told when processes were gone: what was detecting and what restarting cannot be told apart, and counts as detecting",
      );
    }
    this.gone(before, "another process took its rank");
  }

  /** The job stopped, and nobody struck it. */
  private own(member: Member, how: string): LiveFault {
    this.steps.disturb();
    const { nowUs } = this.log;
    const fault = this.faults.unexplainedCrash(nowUs, `rank ${member.rank}: ${how}`, member.rank);
    const { id: faultId, kind, cause } = fault;
    this.log.emit("fault.started", { faultId, kind, targets: [], origin: "hazard", cause, untilUs: null });
    this.log.emit("fault.ended", { faultId });
    fault.isActive = false;
    return fault;
  }

  private stop(fault: LiveFault, direct: ReadonlySet<string>): void {
    const { log, steps } = this;
    const { us: killedUs, stillSinceUs } = this.current.kill();
    steps.kill(log.nowUs, killedUs);
    const hung = this.faults.active.filter(({ effect, isOnJob }) => effect === "freezes" && isOnJob);
    const all = [...new Set([fault, ...hung])];
    for (const one of all) one.isOnJob = true;
    log.emit("job.stopped", { kind: fault.kind, faultIds: all.map(({ id }) => id), step: steps.step });
    this.open = { atUs: this.hungSinceUs ?? stillSinceUs ?? log.nowUs, fault, killedUs };
    this.goDown(direct);
  }

  private goDown(direct: ReadonlySet<string>): void {
    this.hungSinceUs = undefined;
    this.ranks.retire();
    this.direct = direct;
    this.phase = "detecting";
    this.saves.forgetLoad();
  }

  /** A fault strikes a job that is down: it begins again. */
  private strike(fault: LiveFault, direct: ReadonlySet<string>): void {
    fault.isOnJob = true;
    this.log.emit("job.struck", { faultId: fault.id, phase: this.phase ?? "detecting" });
    this.goDown(direct);
  }

  /** A process of an attempt that was on its way is gone. */
  private fellAgain(member: Member, how: string): void {
    const direct = new Set([member.key]);
    const [blamed] = this.faults.blamed(member.rank, this.log.nowUs - BLAME_US);
    if (blamed?.effect === "kills") return this.strike(blamed, direct);
    if (this.phase !== "restarting") return this.strike(this.own(member, how), direct);
    this.log.emit("rung.failed", { rung: this.rung });
    this.goDown(direct);
    this.climb();
  }

  /** A process of a rank has started. */
  started(): void {
    if (this.phase === "detecting" || (this.phase === "rescheduling" && !this.isWaiting)) this.climb();
  }

  /** The launcher waits, for nodes or for a scheduler. */
  wait(nodesMissing: number, schedulerUp: boolean): void {
    this.isWaiting = true;
    this.nodesMissing = schedulerUp ? nodesMissing : 0;
    if (this.phase === undefined) return;
    if (this.nodesMissing > 0) this.counts.starvations++;
    this.phase = "rescheduling";
    this.log.emit("job.waiting", { nodesMissing, schedulerUp });
  }

  /** The launcher starts the ranks: nothing is waited for any more. */
  launched(): void {
    this.isWaiting = false;
    if (this.phase === "detecting" || this.phase === "rescheduling") this.climb();
  }

  private endDetecting(): void {
    if (!this.isWaiting) return this.climb();
    this.phase = "rescheduling";
    this.log.emit("job.waiting", { nodesMissing: this.nodesMissing, schedulerUp: this.nodesMissing > 0 });
  }

  private get rung(): string {
    return `${this.launcher} restart ${this.rungs}`;
  }

  private climb(): void {
    this.rungs++;
    this.phase = "restarting";
    this.log.emit("rung.started", { rung: this.rung, does: "job", takesUs: null, keepsProgress: false });
  }

  /** Every rank loads a checkpoint, or has no need to. */
  allLoading(): void {
    if (this.phase === undefined || this.phase === "loading") return;
    if (this.phase !== "restarting") this.climb();
    this.saves.settle();
    this.log.emit("rung.succeeded", { rung: this.rung });
    this.phase = "loading";
    this.saves.beginLoading();
  }

  /** Every rank steps again. */
  resume(): void {
    const { steps, log, open } = this;
    const step = Math.max(0, Math.min(...this.ranks.current.map(({ begun }) => begun)) - 1);
    if (step > steps.step) this.commitUpTo(step);
    if (step < steps.base) log.doubts.add(`it went back to step ${step}, before the first that was watched`);
    const from = this.saves.resumed(step);
    const lostSteps = Math.max(0, steps.step - step);
    log.emit("job.resumed", { step, from, lostSteps, stepUs: Math.round(steps.healthyUs) });
    if (open !== undefined) this.interruptions.push(this.told(open, step, true));
    this.counts.recoveries++;
    this.open = undefined;
    this.phase = undefined;
    this.upSinceUs = log.nowUs;
    steps.begin(log.nowUs, Math.max(step, steps.base));
  }

  /**
   * The job goes on after a step that it was not known to have come to. Processes that a fault ends still step until it has
   * reached them all, and the last of those steps may not be told by every rank: a whole copy of it, and the word of a rank
   * that ended it, prove it, as no rank ends a step before the others have done their part.
   */
  private commitUpTo(step: number): void {
    const { steps, log, saves, ranks } = this;
    const isProven = saves.isGood(step) && ranks.furthestEnded >= step && step <= steps.step + LEAP_MAX;
    if (!isProven) return log.violate(`it went on after step ${step}, and had only come to step ${steps.step}`);
    // Their time is in the buckets of the recovery already.
    while (steps.step < step) steps.commit(log.nowUs, 0);
  }

  /** All interruptions; one that goes on with its length so far, and what it will have lost if the job keeps this step. */
  interruptionsIf(goodStep: number): ReadonlyArray<Interruption> {
    const { open, interruptions } = this;
    return open === undefined ? interruptions : [...interruptions, this.told(open, goodStep, false)];
  }

  private told({ atUs, fault: { id: faultId, kind, cause }, killedUs }: OpenStop, step: number, isOver: boolean) {
    const lostUs = killedUs + this.steps.ranAfter(step);
    return { atUs, kind, cause, faultId, recoveryUs: this.log.nowUs - atUs, isOver, lostUs };
  }

  /** The run is over. */
  end(): void {
    if (this.isStarved) this.log.emit("job.starved", { nodesMissing: this.nodesMissing });
  }
}
