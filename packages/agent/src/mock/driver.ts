/** How often paced runs are let go on, and how often one whose reader is behind is looked at again. */
const TICK_MS = 20;
const BEHIND_MS = 2;
/** The least that a run gets of a turn's time when many share it. */
const SHARE_MS_MIN = 0.5;

/**
 * So many faults are healed at once; more of them piece by piece, where others wait for their turn. Each piece looks over
 * all that are left, so that few large ones are sooner done than many small ones.
 */
export const HEALED_AT_ONCE = 2_048;

/** A run that somebody else lets go on. */
export interface DrivenRun {
  readonly nowUs: number;
  /** One slice towards an instant, of about `budgetMs` at most. Whether the run is there. */
  slice(untilUs: number, budgetMs: number): boolean;
  /** Heals these faults now; returns the ids of those that were there. */
  healAtOnce(faultIds: ReadonlyArray<string>): ReadonlyArray<string>;
}

interface Advance {
  readonly untilUs: number;
  /** Whether whoever asked has so much left to read that the run should wait. */
  readonly isBehind: () => boolean;
  readonly done: () => void;
  readonly broke: (error: unknown) => void;
}

interface Pace {
  readonly rate: number;
  readonly untilUs: number;
  readonly fromUs: number;
  readonly fromMs: number;
  readonly done: (isThere: boolean) => void;
  readonly broke: (error: unknown) => void;
}

interface Heal {
  readonly run: DrivenRun;
  readonly faultIds: ReadonlyArray<string>;
  readonly healed: Array<string>;
  next: number;
  readonly done: (healed: ReadonlyArray<string>) => void;
  readonly broke: (error: unknown) => void;
}

/** What was asked of one run. */
interface Driven {
  advances: Array<Advance>;
  pace: Pace | undefined;
}

/**
 * Lets runs go on: heals first, then one slice a run and turn, whatever was asked of it, in turns. Runs that are paced
 * follow the clock.
 */
export class Driver {
  private readonly nowMs: () => number;
  private readonly onWork: () => void;
  private readonly runs = new Map<DrivenRun, Driven>();
  private readonly heals: Array<Heal> = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(nowMs: () => number, onWork: () => void) {
    this.nowMs = nowMs;
    this.onWork = onWork;
  }

  /** Resolves once the run is there; rejects with what the simulation threw. */
  advance(run: DrivenRun, untilUs: number, isBehind: () => boolean): Promise<void> {
    this.endPace(run);
    return new Promise((done, broke) => {
      this.driven(run).advances.push({ untilUs, isBehind, done, broke });
      this.onWork();
    });
  }

  /** Lets a run follow the clock, `rate` times as fast, up to an instant; a rate of 0 stops it. */
  pace(run: DrivenRun, rate: number, untilUs: number): Promise<boolean> {
    this.endPace(run);
    if (rate === 0) return Promise.resolve(false);
    return new Promise((done, broke) => {
      this.driven(run).pace = { rate, untilUs, fromUs: run.nowUs, fromMs: this.nowMs(), done, broke };
      this.onWork();
    });
  }

  /** Heals many faults piece by piece; no slice of any run comes between. */
  heal(run: DrivenRun, faultIds: ReadonlyArray<string>): Promise<ReadonlyArray<string>> {
    return new Promise((done, broke) => {
      this.heals.push({ run, faultIds, healed: [], next: 0, done, broke });
      this.onWork();
    });
  }

  private driven(run: DrivenRun): Driven {
    const known = this.runs.get(run);
    if (known !== undefined) return known;
    const driven: Driven = { advances: [], pace: undefined };
    this.runs.set(run, driven);
    return driven;
  }

  private endPace(run: DrivenRun): void {
    const driven = this.runs.get(run);
    if (driven?.pace === undefined) return;
    driven.pace.done(false);
    driven.pace = undefined;
  }

  /** Does what it can in about so many milliseconds. Returns whether more could be done at once. */
  work(budgetMs: number, what: "heals" | "everything"): boolean {
    const endMs = this.nowMs() + budgetMs;
    this.workOnHeals(endMs);
    if (what === "heals" || this.heals.length > 0) return this.heals.length > 0;
    return this.slice(endMs);
  }

  private workOnHeals(endMs: number): void {
    for (let [heal] = this.heals; heal !== undefined; [heal] = this.heals) {
      const piece = heal.faultIds.slice(heal.next, heal.next + HEALED_AT_ONCE);
      heal.next += HEALED_AT_ONCE;
      try {
        for (const id of heal.run.healAtOnce(piece)) heal.healed.push(id);
      } catch (error) {
        this.heals.shift();
        heal.broke(error);
        continue;
      }
      if (heal.next >= heal.faultIds.length) {
        this.heals.shift();
        heal.done(heal.healed);
      }
      if (this.nowMs() >= endMs) return;
    }
  }

  /** One slice for each run that should go on, as long as there is time. Those that got none come first next time. */
  private slice(endMs: number): boolean {
    const due: Array<readonly [run: DrivenRun, driven: Driven, goalUs: number]> = [];
    for (const [run, driven] of this.runs) {
      const goalUs = this.goalUs(driven);
      if (goalUs !== undefined) due.push([run, driven, goalUs]);
    }
    let isMore = false;
    for (const [nth, [run, driven, goalUs]] of due.entries()) {
      if (!this.runs.has(run)) continue;
      const leftMs = endMs - this.nowMs();
      if (leftMs <= 0) {
        isMore = true;
        break;
      }
      this.runs.delete(run);
      this.runs.set(run, driven);
      if (!this.sliceOf(run, driven, goalUs, Math.max(SHARE_MS_MIN, leftMs / (due.length - nth)))) isMore = true;
    }
    isMore ||= due.some(([run, driven]) => this.runs.has(run) && driven.advances.some(({ isBehind }) => !isBehind()));
    if (!isMore) this.wakeLater();
    return isMore;
  }

  /** One slice of one run; tells whoever waits for where it is then. Whether it got where it should go. */
  private sliceOf(run: DrivenRun, driven: Driven, goalUs: number, budgetMs: number): boolean {
    try {
      const isThere = run.slice(goalUs, budgetMs);
      if (isThere) this.tell(run, driven, goalUs);
      return isThere;
    } catch (error) {
      this.drop(run, error);
      return true;
    }
  }

  /** Where a run should go next: to the first instant that somebody who reads waits for, or where its pace is by now. */
  private goalUs({ advances, pace }: Driven): number | undefined {
    let goalUs = pace === undefined ? Number.POSITIVE_INFINITY : this.dueUs(pace);
    for (const { untilUs, isBehind } of advances) if (untilUs < goalUs && !isBehind()) goalUs = untilUs;
    return goalUs === Number.POSITIVE_INFINITY ? undefined : goalUs;
  }

  private dueUs({ rate, untilUs, fromUs, fromMs }: Pace): number {
    return Math.min(untilUs, Math.round(fromUs + (this.nowMs() - fromMs) * 1_000 * rate));
  }

  private tell(run: DrivenRun, driven: Driven, atUs: number): void {
    const { pace, advances } = driven;
    const there = advances.filter(({ untilUs }) => untilUs <= atUs);
    driven.advances = advances.filter(({ untilUs }) => untilUs > atUs);
    for (const { done } of there) done();
    if (pace !== undefined && pace.untilUs <= atUs) {
      driven.pace = undefined;
      pace.done(true);
    }
    if (driven.advances.length === 0 && driven.pace === undefined) this.runs.delete(run);
  }

  /** What waits for the clock, or for a reader, is looked at again by itself. */
  private wakeLater(): void {
    clearTimeout(this.timer);
    let waitMs = Number.POSITIVE_INFINITY;
    for (const [run, { pace, advances }] of this.runs) {
      if (advances.length > 0) waitMs = Math.min(waitMs, BEHIND_MS);
      if (pace !== undefined) waitMs = Math.min(waitMs, TICK_MS, (pace.untilUs - run.nowUs) / 1_000 / pace.rate);
    }
    if (waitMs !== Number.POSITIVE_INFINITY) this.timer = setTimeout(this.onWork, waitMs);
  }

  /** A run is gone: whoever waits for it hears why. */
  drop(run: DrivenRun, error: unknown): void {
    const driven = this.runs.get(run);
    this.runs.delete(run);
    for (const heal of this.heals.filter((one) => one.run === run)) {
      this.heals.splice(this.heals.indexOf(heal), 1);
      heal.broke(error);
    }
    for (const { broke } of driven?.advances ?? []) broke(error);
    driven?.pace?.broke(error);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.runs.clear();
    this.heals.length = 0;
  }
}
