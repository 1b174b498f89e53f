import type { JournalEvent } from "../event.ts";
import { DEFAULT_TIER } from "./copies.ts";
import type { LabFact } from "./fact.ts";
import { FaultBook, type LiveFault } from "./fault-book.ts";
import { LiveLog } from "./live-log.ts";
import { LiveRecovery } from "./live-recovery.ts";
import { LiveSaves } from "./live-saves.ts";
import { processKey, type RankProcess } from "./rank-process.ts";
import type { Member, RankTable, Stage } from "./rank-table.ts";
import type { LiveRecord } from "./record.ts";
import { LEAP_MAX, StepBook } from "./step-book.ts";
import { StepInProgress } from "./step-in-progress.ts";
import type { WatchedJob } from "./watched-job.ts";

type FactOf<Name extends LabFact["fact"]> = Extract<LabFact, { readonly fact: Name }>;

/**
 * A job that is watched: what its ranks record and what the lab knows become the journal, the ledger and the interruptions
 * that the simulator would give. Everything comes in order of time; the run begins when every rank has begun a step, and
 * what there is of it is there from then on.
 */
export class LiveFold {
  readonly job: WatchedJob;
  readonly log: LiveLog;
  readonly ranks: RankTable;
  readonly faults = new FaultBook();
  readonly steps: StepBook;
  readonly current: StepInProgress;
  readonly saves: LiveSaves;
  readonly recovery: LiveRecovery;
  /** When the run began, on the clock of what comes in. */
  readonly originUs: number;
  /** When the training was over by itself. */
  private doneUs: number | undefined;
  private isOver = false;
  private lastRanks: number;

  /** Begins where every rank of `ranks` has begun a step, at this instant of the clock of what comes in. */
  constructor(job: WatchedJob, ranks: RankTable, originUs: number, onEvent: (event: JournalEvent) => void) {
    const base = Math.max(0, Math.min(...ranks.current.map(({ begun }) => begun)) - 1);
    this.job = job;
    this.ranks = ranks;
    this.originUs = originUs;
    this.log = new LiveLog(onEvent);
    this.steps = new StepBook(base, job.stepUs, job.healthyStepUs);
    this.current = new StepInProgress(this.log, this.steps);
    this.saves = new LiveSaves(this.log, ranks, base);
    this.recovery = new LiveRecovery(job.launcher, this.log, ranks, this.faults, this.saves, this.steps, this.current);
    this.lastRanks = ranks.ranks;
    const { seed, nodes, cards, jobNodes, stepUs, durationUs, intervalUs } = job;
    this.log.emit("run.started", { seed, nodes, cards, jobNodes, stepUs, durationUs, intervalUs });
  }

  /** How long it has been watched; no longer than it trained. Microseconds. */
  get wallUs(): number {
    return this.doneUs ?? this.log.nowUs;
  }

  get isDone(): boolean {
    return this.doneUs !== undefined;
  }

  /** What a job that is up does now. */
  get upMode(): "stepping" | "hung" | "saving" | "planned" {
    if (this.faults.isFrozen((key) => this.ranks.isCurrent(key))) return "hung";
    if (this.ranks.isAny("isSaving")) return "saving";
    return this.ranks.isAny("isPlanned") ? "planned" : "stepping";
  }

  /** The last step that counts: of a job that is down, the last that it will not have lost when it is back. */
  get goodStep(): number {
    const { step, base } = this.steps;
    return this.recovery.phase === undefined ? step : Math.min(step, Math.max(base, this.saves.newestGood ?? base));
  }

  /** Time passes, on the clock of what comes in. */
  arrive(atUs: number): void {
    const us = atUs - this.originUs - this.log.nowUs;
    if (us <= 0 || this.isOver) return;
    this.log.nowUs += us;
    if (this.isDone) return;
    const { phase } = this.recovery;
    if (phase !== undefined) return this.log.spend(phase, us);
    switch (this.upMode) {
      case "hung":
        return this.log.spend("detecting", us);
      case "saving":
        return this.log.spend("checkpoint", us);
      case "planned":
        return this.log.spend("planned", us);
      case "stepping":
        this.current.pass(us);
    }
  }

  /** A rank says something. */
  record(atUs: number, process: RankProcess, record: LiveRecord): void {
    this.arrive(atUs);
    if (this.isOver) return;
    const before = this.ranks.othersOf(process);
    if (before !== undefined) this.recovery.replaced(before);
    const member = this.ranks.add(process, record, this.log.nowUs);
    const isUp = this.recovery.phase === undefined;
    switch (record.event) {
      case "proc.started":
        return this.recovery.started();
      case "joined":
        return this.reach(member, "joined");
      case "load.begin":
        return this.reach(member, "loading");
      case "load.rejected":
        if (!isUp && !this.ranks.isPast(member))
          this.saves.rejected(record.tier ?? DEFAULT_TIER, record.step, record.reason);
        return;
      case "load.end":
        if (!isUp && !this.ranks.isPast(member))
          this.saves.loaded(record.tier ?? DEFAULT_TIER, record.step, record.isScratch === true);
        return this.reach(member, "loaded");
      case "step.begin":
        return this.reach(member, "stepping");
      case "comm.begin":
        return;
      case "step.end":
        return this.commitReached();
      case "planned.begin":
      case "planned.end":
        return this.plan(member, record.event === "planned.begin", record.what);
      case "done":
        member.stage = "done";
        return this.finishIfDone();
      default:
        return this.saves.see(member, record, isUp);
    }
  }

  /** What the lab knows. */
  fact(atUs: number, fact: LabFact): void {
    this.arrive(atUs);
    if (this.isOver) return;
    const { log, recovery } = this;
    switch (fact.fact) {
      case "process.exited": {
        const member = this.ranks.get(processKey(fact));
        return member === undefined ? undefined : recovery.gone(member, fact.how ?? "it is gone");
      }
      case "fault.started":
        return this.strike(fact);
      case "fault.skipped":
        this.faults.skipped++;
        return log.emit("fault.skipped", { faultId: fact.faultId, kind: fact.kind, reason: fact.reason });
      case "fault.ended":
        return this.endFault(fact.faultId);
      case "path.changed":
        return this.changePath(fact.faultId, fact.isCut);
      case "node.down":
        return log.emit("node.down", { node: fact.node, faultId: fact.faultId });
      case "node.up":
      case "node.assigned":
      case "node.removed":
        return log.emit(fact.fact, { node: fact.node });
      case "scheduler.changed":
        return log.emit("scheduler.changed", { up: fact.up });
      case "job.waiting":
        return recovery.wait(fact.nodesMissing, fact.schedulerUp);
      case "job.launched":
        return recovery.launched();
      case "lab.clock":
    }
  }

  /** A rank has come so far; where all have, the job goes on to what comes next. */
  private reach(member: Member, stage: Stage): void {
    member.stage = stage;
    if (this.recovery.phase === undefined) return;
    if (this.ranks.haveAllReached("loading")) this.recovery.allLoading();
    if (!this.ranks.haveAllReached("stepping")) return;
    this.tellRanks();
    this.recovery.resume();
    if (this.faults.isCut) this.current.cut();
  }

  /** Steps that every rank has ended are committed. */
  private commitReached(): void {
    if (this.recovery.phase !== undefined) return;
    const { steps, log } = this;
    const reached = Math.min(...this.ranks.current.map(({ ended }) => ended));
    if (reached > steps.step + 1) {
      log.violate(`step ${steps.step + 1} never ended on every rank, and step ${reached} did`);
      if (reached > steps.step + LEAP_MAX) return;
    }
    while (steps.step < reached) steps.commit(log.nowUs, this.current.commit(this.faults.isCut));
    this.saves.tellDurable(true);
  }

  private plan(member: Member, begins: boolean, what: string): void {
    const wasPlanned = this.ranks.isAny("isPlanned");
    member.isPlanned = begins;
    const isPlanned = this.ranks.isAny("isPlanned");
    if (this.recovery.phase === undefined && wasPlanned !== isPlanned)
      this.log.emit(isPlanned ? "planned.started" : "planned.ended", { what });
  }

  private finishIfDone(): void {
    if (this.recovery.phase !== undefined || !this.ranks.haveAllReached("done")) return;
    this.doneUs = this.log.nowUs;
    this.log.doubts.add(
      `the training ended by itself after ${Math.round(this.log.nowUs / 1e6)} s, before the run did: let it train for longer`,
    );
  }

  private strike(fact: FactOf<"fault.started">): void {
    const { log, recovery, ranks } = this;
    this.steps.disturb();
    const fault = this.faults.start(log.nowUs, fact);
    const { faultId, kind, targets, untilUs: until } = fact;
    const untilUs = until === undefined || until === null ? null : until - this.originUs;
    log.emit("fault.started", { faultId, kind, targets, origin: "experiment", cause: fault.cause, untilUs });
    const isUp = recovery.phase === undefined;
    const hit = ranks.current.filter(({ rank }) => fault.ranks?.includes(rank) ?? fault.effect === "freezes");
    fault.processes = new Set(hit.map(({ key }) => key));
    if (fault.effect === "kills" && hit.length > 0) recovery.killed(fault);
    else if (fault.effect === "freezes" && isUp && hit.length > 0) recovery.hang(fault);
    else if (fault.effect === "cuts") this.cutPath(faultId);
  }

  private cutPath(faultId: string): void {
    this.log.emit("path.cut", { faultId });
    if (this.recovery.phase === undefined) this.current.cut();
  }

  private changePath(faultId: string, isCut: boolean): void {
    if (!this.faults.change(faultId, isCut)) return;
    if (isCut) this.cutPath(faultId);
    else if (!this.faults.isCut) this.current.heal();
  }

  private endFault(id: string): void {
    const fault: LiveFault | undefined = this.faults.end(id);
    if (fault === undefined) return;
    this.log.emit("fault.ended", { faultId: id });
    if (fault.effect === "freezes" && this.upMode !== "hung") this.recovery.unhang();
    if (fault.effect === "cuts" && !this.faults.isCut) this.current.heal();
  }

  private tellRanks(): void {
    const { ranks } = this.ranks;
    if (ranks === this.lastRanks) return;
    const isFewer = ranks < this.lastRanks;
    if (isFewer) this.recovery.counts.shrinks++;
    this.log.emit(isFewer ? "job.shrunk" : "job.grown", { replicas: Math.floor(ranks / this.job.ranksPerReplica) });
    this.lastRanks = ranks;
  }

  /** The run is over, at this instant of the clock of what comes in. */
  end(atUs: number): void {
    this.arrive(atUs);
    if (this.isOver) return;
    this.isOver = true;
    this.recovery.end();
    this.log.emit("run.ended", { step: this.goodStep });
    this.log.end();
  }
}
