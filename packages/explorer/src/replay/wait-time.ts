import { type AnyEvent, holdsStorage } from "@ordeal/model";
import { baseOf } from "./slow-time.ts";

/** A save that blocks the job, and how much longer it takes than with whole storage. */
interface Save {
  readonly tier: string;
  readonly extraUs: Map<string, number>;
  endedUs: number;
}

/**
 * Time that faults made the job wait without stopping it and without slowing its steps: hangs that were over before their
 * timeout, and saves that wait for storage, in equal parts where several faults hold it up.
 */
export class WaitTime {
  private readonly all = new Map<string, number>();
  private readonly hangs = new Map<string, number>();
  /** Faults that leave storage less than its whole bandwidth. */
  private readonly storage = new Set<string>();
  private share = 1;
  private save: Save | undefined;
  /** Tiers whose copy is written when the save ends: those wait for storage. */
  private readonly waiting = new Set<string>();
  private isStill = false;
  private sinceUs = 0;
  private readonly isFollowed: (faultId: string) => boolean;

  /** The time of faults that are not followed is nobody's. */
  constructor(isFollowed: (faultId: string) => boolean) {
    this.isFollowed = isFollowed;
  }

  /** `isStill`: whether the job stands still from here on, for a path or a collective. */
  see(event: AnyEvent, isStill: boolean): void {
    if (this.save !== undefined) this.book(event.atUs);
    this.isStill = isStill;
    this.sinceUs = event.atUs;
    switch (event.type) {
      case "fault.started":
        if (holdsStorage(event.data)) this.storage.add(event.data.faultId);
        return;
      case "fault.ended":
        this.storage.delete(event.data.faultId);
        this.endHang(event.data.faultId, event.atUs);
        return;
      case "storage.changed":
        this.share = event.data.share;
        return;
      case "job.hung":
        if (!this.hangs.has(event.data.faultId)) this.hangs.set(event.data.faultId, event.atUs);
        return;
      case "job.stopped":
        this.hangs.clear();
        this.endSave();
        return;
      case "checkpoint.save.started":
        this.endSave();
        this.save = { tier: event.data.tier, extraUs: new Map(), endedUs: Number.POSITIVE_INFINITY };
        return;
      case "checkpoint.save.ended":
        if (this.save !== undefined) this.save.endedUs = event.atUs;
        return;
      case "checkpoint.persist.ended":
        if (this.save?.tier !== event.data.tier) return;
        if (this.save.endedUs === event.atUs) this.waiting.add(event.data.tier);
        return;
      default:
    }
  }

  /** Of several hangs at once, each keeps the job from its own beginning to the next one's end. */
  private endHang(faultId: string, nowUs: number): void {
    const sinceUs = this.hangs.get(faultId);
    if (sinceUs === undefined) return;
    this.hangs.delete(faultId);
    this.add(faultId, nowUs - sinceUs);
    for (const other of this.hangs.keys()) this.hangs.set(other, nowUs);
  }

  private book(nowUs: number): void {
    const { save, storage, share } = this;
    if (save === undefined || save.endedUs < nowUs || this.isStill || share >= 1) return;
    const us = ((nowUs - this.sinceUs) * (1 - share)) / Math.max(1, storage.size);
    for (const id of storage) save.extraUs.set(id, (save.extraUs.get(id) ?? 0) + us);
  }

  /** A save is over: what it took longer counts if it was one that waits for storage. */
  private endSave(): void {
    const { save } = this;
    this.save = undefined;
    if (save === undefined || !this.waiting.has(save.tier)) return;
    for (const [id, us] of save.extraUs) this.add(id, us);
  }

  private add(faultId: string, us: number): void {
    const id = this.isFollowed(faultId) ? faultId : baseOf(faultId);
    if (this.isFollowed(id)) this.all.set(id, (this.all.get(id) ?? 0) + us);
  }

  /** How long each fault made the job wait until the run's end, in microseconds. */
  shares(endUs: number): ReadonlyMap<string, number> {
    this.book(endUs);
    this.endSave();
    for (const id of [...this.hangs.keys()]) this.endHang(id, endUs);
    return this.all;
  }
}
