import { type AnyEvent, effectOf, type FaultKind, holdsStorage, JobWatch, type RunResult } from "@ordeal/model";
import type { Placed } from "./place.ts";
import { baseOf, SlowTime } from "./slow-time.ts";
import { WaitTime } from "./wait-time.ts";

/** What one fault of a timeline did to the run. Times in microseconds; `null` where nothing can be said. */
export interface FaultStory {
  readonly nth: number;
  readonly id: string;
  readonly kind: FaultKind;
  /** When it struck first; `null` when it never did. */
  readonly atUs: number | null;
  readonly targets: ReadonlyArray<string>;
  /** Why the run skipped it, although it was injected. */
  readonly skipped: string | null;
  /** The fault in whose recovery it struck, or that it kept from ending, so that what it cost there is counted there. */
  readonly within: string | null;
  /** From the first sign (the stop, or the beginning of a hang or of a stall) to the first thing done about it. */
  readonly noticedAfterUs: number | null;
  /** From the stop of stepping to the first step after it; `null` when it stopped nothing, or was never got over. */
  readonly recoveryUs: number | null;
  /** Stepping time that was thrown away. */
  readonly lostWorkUs: number;
  /**
   * Time that it cost without stopping the job: in slow steps and stalls, hangs that ended by themselves, saves that storage
   * held up. Where several faults do so at once, in equal parts.
   */
  readonly slowedUs: number;
  /** Wall time that it cost in all. */
  readonly lostUs: number;
  /** The step the run went on from, counted from the start of the run. */
  readonly resumedFrom: number | null;
}

/** What is kept of a fault while the run goes on; little, so that the fault itself need not stay. */
interface Kept {
  readonly nth: number;
  readonly id: string;
  readonly kind: FaultKind;
  atUs: number | null;
  targets: ReadonlyArray<string>;
  skipped: string | null;
  within: string | null;
  noticedAfterUs: number | null;
  resumedFrom: number | null;
}

/** A stop that is not over: its faults, the first of which stopped the job. */
interface OpenStop {
  readonly signUs: number;
  readonly first: string | undefined;
  readonly ids: Set<string>;
  isNoticed: boolean;
}

/** How many faults are followed one by one; of a longer timeline only the first. */
export const STORIES_MAX = 1_000;

/** Follows the faults of a timeline through a run by its journal, one by one. */
export class StoryTeller {
  private readonly kept = new Map<string, Kept>();
  private readonly slowTime = new SlowTime((id) => this.kept.has(id));
  private readonly waitTime = new WaitTime((id) => this.kept.has(id));
  private readonly job = new JobWatch();
  /** Since when it stands still; Infinity while it does not. A stop ends that: what follows is a recovery. */
  private stillSinceUs = Number.POSITIVE_INFINITY;
  /** Followed faults that make every recovery longer while they are there. */
  private readonly delaying = new Set<string>();
  private stop: OpenStop | undefined;
  /** How many faults were offered to be followed, whether they are or not. */
  offered = 0;

  /** Follows a fault from here on; before it strikes. */
  follow({ nth, id, fault: { kind } }: Placed): void {
    this.offered++;
    if (this.kept.size >= STORIES_MAX) return;
    this.kept.set(id, {
      nth,
      id,
      kind,
      atUs: null,
      targets: [],
      skipped: null,
      within: null,
      noticedAfterUs: null,
      resumedFrom: null,
    });
  }

  see(event: AnyEvent): void {
    const { job, stillSinceUs } = this;
    const { atUs } = event;
    job.see(event);
    this.stillSinceUs = job.isStill ? Math.min(stillSinceUs, atUs) : Number.POSITIVE_INFINITY;
    this.slowTime.see(event);
    this.waitTime.see(event, job.isStill);
    switch (event.type) {
      case "fault.started": {
        const kept = this.of(event.data.faultId);
        if (kept !== undefined && (effectOf(event.data.kind) === "scheduler" || holdsStorage(event.data))) {
          this.delaying.add(event.data.faultId);
          this.joins(event.data.faultId);
        }
        if (kept === undefined || kept.atUs !== null) return;
        kept.atUs = atUs;
        kept.targets = event.data.targets.slice(0, TARGETS_MAX);
        return;
      }
      case "fault.skipped": {
        const kept = this.of(event.data.faultId);
        if (kept !== undefined && kept.atUs === null) kept.skipped = event.data.reason;
        return;
      }
      case "fault.ended":
        this.delaying.delete(event.data.faultId);
        return;
      case "job.stopped":
        this.stop = {
          signUs: Math.min(atUs, stillSinceUs),
          first: event.data.faultIds[0],
          ids: new Set(event.data.faultIds),
          isNoticed: false,
        };
        for (const id of this.stop.ids) this.joins(id);
        for (const id of this.delaying) this.joins(id);
        return;
      case "job.struck":
        if (this.stop === undefined || this.stop.ids.has(event.data.faultId)) return;
        if (this.stop.ids.size < JOINED_MAX) this.stop.ids.add(event.data.faultId);
        this.joins(event.data.faultId);
        return;
      case "rung.started":
      case "job.waiting":
        this.notice(atUs);
        return;
      case "job.resumed":
        this.notice(atUs);
        for (const id of this.stop?.ids ?? []) {
          const kept = this.of(id);
          if (kept !== undefined) kept.resumedFrom = event.data.step;
        }
        this.stop = undefined;
        return;
      default:
    }
  }

  /** A strike of a fault that repeats is told with the fault. */
  private of(faultId: string): Kept | undefined {
    return this.kept.get(faultId) ?? this.kept.get(baseOf(faultId));
  }

  private joins(faultId: string): void {
    const kept = this.of(faultId);
    const first = this.stop?.first;
    if (kept !== undefined && first !== undefined && first !== faultId) kept.within ??= first;
  }

  private notice(atUs: number): void {
    const { stop } = this;
    if (stop === undefined || stop.isNoticed) return;
    stop.isNoticed = true;
    for (const id of stop.ids) {
      const kept = this.of(id);
      if (kept !== undefined) kept.noticedAfterUs ??= atUs - Math.max(stop.signUs, kept.atUs ?? 0);
    }
  }

  /** What each fault came to, in the order of the timeline. */
  stories({ interruptions, ledgerUs, wallUs }: RunResult): ReadonlyArray<FaultStory> {
    const slowedUs = this.slowTime.shares(wallUs, ledgerUs.degraded, ledgerUs.stalled);
    const waitedUs = this.waitTime.shares(wallUs);
    const stops = new Map<string, { recoveryUs: number; lostWorkUs: number; isOver: boolean }>();
    for (const { faultId, recoveryUs, isOver, lostUs } of interruptions) {
      const id = this.kept.has(faultId) ? faultId : baseOf(faultId);
      const known = stops.get(id) ?? { recoveryUs: 0, lostWorkUs: 0, isOver: true };
      stops.set(id, {
        recoveryUs: known.recoveryUs + recoveryUs,
        lostWorkUs: known.lostWorkUs + lostUs,
        isOver: known.isOver && isOver,
      });
    }
    return [...this.kept.values()]
      .map((kept): FaultStory => {
        const stop = stops.get(kept.id);
        const slowed = (slowedUs.get(kept.id) ?? 0) + Math.round(waitedUs.get(kept.id) ?? 0);
        return {
          ...kept,
          recoveryUs: stop?.isOver === true ? stop.recoveryUs : null,
          lostWorkUs: stop?.lostWorkUs ?? 0,
          slowedUs: slowed,
          lostUs: (stop?.recoveryUs ?? 0) + (stop?.lostWorkUs ?? 0) + slowed,
        };
      })
      .sort((a, b) => a.nth - b.nth);
  }
}

/** How many targets of a fault are named, and how many faults of one stop are followed. */
const TARGETS_MAX = 8;
const JOINED_MAX = 1_000;
