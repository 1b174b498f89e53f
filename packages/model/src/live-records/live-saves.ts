import { Copies, DEFAULT_TIER } from "./copies.ts";
import type { LiveLog } from "./live-log.ts";
import type { Member, RankTable } from "./rank-table.ts";

/** What a watched job saves and loads: which copies are whole, and whether it goes back to the one that it should. */
export class LiveSaves {
  private readonly log: LiveLog;
  private readonly ranks: RankTable;
  private readonly copies: Copies;
  private readonly base: number;
  readonly counts = { checkpoints: 0, skipped: 0, torn: 0 };
  /** The tier whose copy the ranks have loaded, or `scratch`. */
  private from: string | undefined;
  private isLoadTold = false;
  private loadsAtUs: number | undefined;
  /** Copies that a rank found to be no good before every rank was there to load. */
  private readonly early: Array<{ readonly tier: string; readonly step: number; readonly reason: string }> = [];

  constructor(log: LiveLog, ranks: RankTable, base: number) {
    this.log = log;
    this.ranks = ranks;
    this.base = base;
    this.copies = new Copies(base);
  }

  /** The newest step of which a copy is whole and good; `undefined` where nobody knows of any. */
  get newestGood(): number | undefined {
    return this.copies.newestGood;
  }

  /** Whether the job may go on after this step: a copy of it is whole, as far as anybody knows. */
  isGood(step: number): boolean {
    return this.copies.isGood(step);
  }

  /** A rank saves. */
  see(member: Member, record: Parameters<Copies["see"]>[1], isUp: boolean): void {
    const { log, counts, copies } = this;
    const { tier = DEFAULT_TIER, step } = record;
    if (record.event === "save.skipped") {
      counts.skipped++;
      log.emit("checkpoint.skipped", { tier, step });
      return;
    }
    const differing = copies.differing.length;
    copies.see(member.rank, record);
    if (copies.differing.length > differing)
      log.violate(`the weights at step ${step} are not those of when it was first reached`);
    if (record.event === "save.begin" || record.event === "save.end") {
      const wasSaving = this.ranks.isAny("isSaving");
      member.isSaving = record.event === "save.begin";
      const isSaving = this.ranks.isAny("isSaving");
      if (isUp && wasSaving !== isSaving)
        log.emit(isSaving ? "checkpoint.save.started" : "checkpoint.save.ended", { tier, step });
    } else this.tellDurable(isUp);
  }

  /** Copies that are whole by now. */
  tellDurable(isUp: boolean): void {
    const hasPassed = (step: number) => isUp && this.ranks.current.every((one) => one.begun > step);
    this.count(this.copies.takeDurable(hasPassed));
  }

  private count(durable: ReturnType<Copies["takeDurable"]>): void {
    for (const { tier, step } of durable) {
      this.counts.checkpoints++;
      this.log.emit("checkpoint.persist.ended", { tier, step });
    }
  }

  /** Whoever wrote is gone, or the run is over: what is whole counts, and what is not never will be. */
  settle(): void {
    const { torn, durable } = this.copies.settle();
    this.count(durable);
    for (const { tier, step } of torn) {
      this.counts.torn++;
      this.log.emit("checkpoint.torn", { tier, step });
    }
  }

  /** The job is down: what is loaded is still to come. */
  forgetLoad(): void {
    this.from = undefined;
    this.isLoadTold = false;
    this.loadsAtUs = undefined;
    this.early.length = 0;
    this.log.release("load");
  }

  /** Every rank is loading; which copy is told when they have read it. */
  beginLoading(): void {
    this.loadsAtUs = this.log.nowUs;
    if (!this.isLoadTold) this.log.hold("load");
    for (const { tier, step, reason } of this.early.splice(0)) this.tellRejected(tier, step, reason);
  }

  loaded(tier: string, step: number, isScratch: boolean): void {
    if (!isScratch) this.tellLoad(tier, step);
    this.from = isScratch ? "scratch" : tier;
  }

  rejected(tier: string, step: number, reason: string): void {
    this.copies.reject(tier, step);
    if (this.loadsAtUs === undefined) this.early.push({ tier, step, reason });
    else this.tellRejected(tier, step, reason);
  }

  private tellRejected(tier: string, step: number, reason: string): void {
    this.tellLoad(tier, step);
    this.log.emit("load.rejected", { tier, step, reason });
  }

  private tellLoad(tier: string, step: number): void {
    if (this.isLoadTold || this.loadsAtUs === undefined) return;
    this.isLoadTold = true;
    this.log.emit("load.started", { tier, step }, this.loadsAtUs);
    this.log.release("load");
  }

  /** The job goes on after this step. Holds it against what there was to go back to; returns where the copy came from. */
  resumed(step: number): string {
    const { copies, log } = this;
    const newest = copies.newestGood;
    if (this.from !== "scratch" && step > this.base && !copies.isGood(step))
      log.violate(`it went on after step ${step}, of which no copy was whole and good`);
    if (newest !== undefined && step < newest)
      log.violate(`it went back to step ${step}, although the copy of step ${newest} was whole and good`);
    log.release("load");
    return this.from ?? (step === 0 ? "scratch" : DEFAULT_TIER);
  }
}
