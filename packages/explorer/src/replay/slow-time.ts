import { type AnyEvent, effectOf, type FaultEffect, JobWatch } from "@ordeal/model";

/** What slows the job, or stalls it, without stopping it. */
const slowing: ReadonlySet<FaultEffect | undefined> = new Set(["cards slow", "links down", "links slow", "loops warm"]);

interface Time {
  degradedUs: number;
  stalledUs: number;
}

/**
 * Shares out the time of slow steps and stalls among the faults that were there, by a run's journal: in equal parts where
 * there were several. The journal does not say which steps were done again, so the parts are scaled to what the ledger
 * says in all; what no known fault was there for stays nobody's.
 */
export class SlowTime {
  private readonly active = new Map<string, Time>();
  private readonly all = new Map<string, Time>();
  private readonly nobodys: Time = { degradedUs: 0, stalledUs: 0 };
  /** Parts of a stall that is not over: when the job stops in it, it is the beginning of that interruption. */
  private readonly pendingUs = new Map<Time, number>();
  private readonly job = new JobWatch();
  private readonly isFollowed: (faultId: string) => boolean;
  private healthyUs = 0;
  private stepUs = 0;
  private sinceUs = 0;

  /** The time of faults that are not followed is nobody's. */
  constructor(isFollowed: (faultId: string) => boolean) {
    this.isFollowed = isFollowed;
  }

  see(event: AnyEvent): void {
    const { job } = this;
    const wasStill = job.isStill;
    this.change(event);
    job.see(event);
    if (wasStill && !job.isStill) this.endStandstill(event.type === "job.stopped");
  }

  private change(event: AnyEvent): void {
    switch (event.type) {
      case "run.started":
        this.healthyUs = event.data.stepUs;
        this.stepUs = event.data.stepUs;
        return;
      case "fault.started":
        if (!slowing.has(effectOf(event.data.kind))) return;
        this.book(event.atUs);
        this.begin(event.data.faultId);
        return;
      case "fault.ended":
        if (!this.active.has(event.data.faultId) && !this.job.isHung) return;
        this.book(event.atUs);
        this.active.delete(event.data.faultId);
        return;
      case "speed.changed":
        this.book(event.atUs);
        this.stepUs = event.data.stepUs;
        return;
      case "job.resumed":
        this.book(event.atUs);
        this.stepUs = event.data.stepUs;
        return;
      case "job.hung":
      case "job.stalled":
      case "job.unstalled":
      case "job.stopped":
      case "checkpoint.save.started":
      case "checkpoint.save.ended":
      case "planned.started":
      case "planned.ended":
        this.book(event.atUs);
        return;
      default:
    }
  }

  private begin(faultId: string): void {
    const base = baseOf(faultId);
    const time = this.isFollowed(base) ? (this.all.get(base) ?? { degradedUs: 0, stalledUs: 0 }) : this.nobodys;
    if (time !== this.nobodys) this.all.set(base, time);
    this.active.set(faultId, time);
  }

  private book(nowUs: number): void {
    const us = nowUs - this.sinceUs;
    this.sinceUs = nowUs;
    const { isUp, isHung, isStalled, isSaving, isPlanned } = this.job;
    if (us <= 0 || !isUp || isHung) return;
    const isStepping = !isStalled && !isSaving && !isPlanned;
    const slow = isStepping && this.stepUs > 0 ? 1 - this.healthyUs / this.stepUs : 0;
    if (slow === 0 && !isStalled) return;
    const { size } = this.active;
    for (const time of size === 0 ? [this.nobodys] : this.active.values()) {
      const part = us / Math.max(1, size);
      time.degradedUs += slow * part;
      if (isStalled) this.pendingUs.set(time, (this.pendingUs.get(time) ?? 0) + part);
    }
  }

  /** A standstill is over. One that ends in a stop is told as part of that interruption, and so is nobody's here. */
  private endStandstill(isStopped: boolean): void {
    for (const [time, us] of this.pendingUs) (isStopped ? this.nobodys : time).stalledUs += us;
    this.pendingUs.clear();
  }

  /** Each fault's part of the ledger's degraded and stalled time, in microseconds; the parts come to no more than those. */
  shares(endUs: number, degradedUs: number, stalledUs: number): ReadonlyMap<string, number> {
    this.book(endUs);
    this.endStandstill(false);
    const whole = { ...this.nobodys };
    for (const time of this.all.values()) {
      whole.degradedUs += time.degradedUs;
      whole.stalledUs += time.stalledUs;
    }
    const part = (us: number, ofUs: number, ledgerUs: number) => (ofUs === 0 ? 0 : (us / ofUs) * ledgerUs);
    return new Map(
      [...this.all].map(([id, time]) => [
        id,
        Math.round(
          part(time.degradedUs, whole.degradedUs, degradedUs) + part(time.stalledUs, whole.stalledUs, stalledUs),
        ),
      ]),
    );
  }
}

/** The fault that this strike of it belongs to, if it is one that repeats. */
export const baseOf = (faultId: string): string => faultId.replace(/#\d+$/, "");
