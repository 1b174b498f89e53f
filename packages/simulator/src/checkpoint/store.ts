/** A checkpoint that may be loaded. */
export interface Copy {
  readonly step: number;
  readonly poisoned: boolean;
  /** Damaged on the medium; found when it is loaded. */
  readonly corrupt: boolean;
}

/**
 * Checkpoints of one tier, made at a steady rhythm: `count` copies, one every `strideUs` and `strideSteps`. Runs of
 * copies are kept instead of copies, so that a million quiet saves cost as much as one.
 */
interface Series {
  readonly step: number;
  readonly doneUs: number;
  strideSteps: number;
  strideUs: number;
  count: number;
  readonly poisoned: boolean;
  /** Of a lone copy whose predecessors are gone: whether it was the first of its `every`. */
  readonly wasFirst: boolean | undefined;
}

/** A copy that retention holds. */
export interface HeldCopy {
  readonly step: number;
  readonly doneUs: number;
  readonly poisoned: boolean;
}

type RankedCopy = HeldCopy & { readonly wasFirst: boolean };

export interface Keep {
  readonly last: number;
  readonly everyUs: number;
  readonly forUs: number;
}

/**
 * The copies that a tier holds. Retention is a rule and not an event: a copy is held while it is among the last so
 * many, or the first that was done in its `every` of run time and no older than `for`.
 */
export class CheckpointStore {
  private readonly keep: Keep;
  private series: Array<Series> = [];
  private readonly corruptSteps = new Set<number>();
  /** When the copy before the first series was done, for the retention of that first one. */
  private beforeUs = Number.NEGATIVE_INFINITY;
  /** At how many series old ones are looked for; doubled when there are none to forget. */
  private forgetAt = FORGET_AT;

  constructor(keep: Keep) {
    this.keep = keep;
    this.add(0, 0, false);
  }

  /** A copy that was done now; one that keeps the rhythm of the last ones joins their series. */
  add(step: number, doneUs: number, poisoned: boolean): void {
    // A copy of a step that was damaged before, and rolled back, is a new one.
    if (this.corruptSteps.size > 0) this.corruptSteps.delete(step);
    const last = this.series.at(-1);
    if (last !== undefined && last.poisoned === poisoned && last.wasFirst === undefined) {
      if (last.count === 1) {
        last.strideSteps = step - last.step;
        last.strideUs = doneUs - last.doneUs;
      }
      if (stepAt(last, last.count) === step && doneAt(last, last.count) === doneUs) {
        last.count++;
        return;
      }
    }
    this.addSeries(step, doneUs, 0, 0, 1, poisoned);
  }

  addSeries(
    step: number,
    doneUs: number,
    strideSteps: number,
    strideUs: number,
    count: number,
    poisoned: boolean,
  ): void {
    for (let index = 0; index < count && this.corruptSteps.size > 0; index++) {
      this.corruptSteps.delete(step + index * strideSteps);
    }
    this.series.push({ step, doneUs, strideSteps, strideUs, count, poisoned, wasFirst: undefined });
    if (this.series.length <= this.forgetAt) return;
    this.forget(doneUs);
    this.forgetAt = Math.max(FORGET_AT, 2 * this.series.length);
  }

  get isEmpty(): boolean {
    return this.series.length === 0;
  }

  /** The step of the newest copy; -1 when none is left. */
  get newestStep(): number {
    const last = this.series.at(-1);
    return last === undefined ? -1 : stepAt(last, last.count - 1);
  }

  get isNewestPoisoned(): boolean {
    return this.series.at(-1)?.poisoned === true;
  }

  get isNewestCorrupt(): boolean {
    return this.corruptSteps.size > 0 && this.corruptSteps.has(this.newestStep);
  }

  /** The newest copy; `undefined` when none is left. It is always held, for at least the last one is kept. */
  newest(): Copy | undefined {
    if (this.isEmpty) return undefined;
    return { step: this.newestStep, poisoned: this.isNewestPoisoned, corrupt: this.isNewestCorrupt };
  }

  /** The step of the newest copy that is not damaged; `undefined` when there is none. */
  newestSoundStep(nowUs: number): number | undefined {
    const newest = this.newest();
    if (newest === undefined || !newest.corrupt) return newest?.step;
    return this.heldNewestFirst(nowUs).find(({ step }) => !this.corruptSteps.has(step))?.step;
  }

  /** Takes the newest copy away: it turned out to be unusable. What retention let go stays gone. */
  dropNewest(nowUs: number): void {
    const held = this.heldNewestFirst(nowUs).reverse();
    const dropped = held.pop();
    if (dropped !== undefined) this.corruptSteps.delete(dropped.step);
    this.keepOnly(held);
  }

  /** Damages the newest copy, if there is one. */
  corruptNewest(): void {
    const copy = this.newest();
    if (copy !== undefined) this.corruptSteps.add(copy.step);
  }

  /** Removes every poisoned copy, now that it is known, and returns their steps; what retention let go stays gone. */
  purgePoisoned(nowUs: number): ReadonlyArray<number> {
    if (!this.series.some(({ poisoned }) => poisoned)) return [];
    const purged: Array<number> = [];
    const kept: Array<RankedCopy> = [];
    for (const copy of this.heldNewestFirst(nowUs)) {
      if (copy.poisoned) purged.push(copy.step);
      else kept.push(copy);
    }
    this.keepOnly(kept.reverse());
    for (const step of purged) this.corruptSteps.delete(step);
    return purged;
  }

  private keepOnly(copies: ReadonlyArray<RankedCopy>): void {
    this.series = copies.map(({ step, doneUs, poisoned, wasFirst }) => ({
      step,
      doneUs,
      strideSteps: 0,
      strideUs: 0,
      count: 1,
      poisoned,
      wasFirst,
    }));
  }

  /** Every copy is gone: the place where they lay was lost. */
  clear(): void {
    this.series = [];
    this.corruptSteps.clear();
    this.beforeUs = Number.NEGATIVE_INFINITY;
  }

  /** The copies held at an instant, newest first. */
  private heldNewestFirst(nowUs: number): Array<RankedCopy> {
    const { last, everyUs, forUs } = this.keep;
    const found: Array<RankedCopy> = [];
    let rank = 0;
    for (let s = this.series.length - 1; s >= 0; s--) {
      const series = this.series[s] as Series;
      for (let index = series.count - 1; index >= 0; index--) {
        if (rank >= last) {
          // Of those that are not among the last, only the first of its `every` may be held.
          const first = firstOfItsEvery(series, index, everyUs);
          rank += index - first;
          index = first;
        }
        const doneUs = doneAt(series, index);
        rank++;
        const isYoung = nowUs - doneUs <= forUs;
        if (!isYoung && rank > last) return found;
        const wasFirst =
          series.wasFirst ?? Math.floor(this.doneBefore(s, index) / everyUs) < Math.floor(doneUs / everyUs);
        if (rank <= last || (isYoung && wasFirst)) {
          found.push({ step: stepAt(series, index), doneUs, poisoned: series.poisoned, wasFirst });
        }
      }
    }
    return found;
  }

  /** The copies held at an instant, oldest first. */
  held(nowUs: number): Array<HeldCopy> {
    return this.heldNewestFirst(nowUs)
      .reverse()
      .map(({ step, doneUs, poisoned }) => ({ step, doneUs, poisoned }));
  }

  private doneBefore(s: number, index: number): number {
    if (index > 0) return doneAt(this.series[s] as Series, index - 1);
    const previous = this.series[s - 1];
    return previous === undefined ? this.beforeUs : doneAt(previous, previous.count - 1);
  }

  /** Forgets series that retention has let go, so that memory stays bounded. */
  private forget(nowUs: number): void {
    const { last, forUs } = this.keep;
    let newer = 0;
    for (let s = this.series.length - 1; s > 0; s--) {
      newer += (this.series[s] as Series).count;
      const previous = this.series[s - 1] as Series;
      const previousDoneUs = doneAt(previous, previous.count - 1);
      if (newer >= last && nowUs - previousDoneUs > forUs) {
        this.beforeUs = previousDoneUs;
        this.series.splice(0, s);
        return;
      }
    }
  }
}

const FORGET_AT = 256;

/** The first copy of a series that was done in the same `every` of run time as this one. */
const firstOfItsEvery = (series: Series, index: number, everyUs: number): number => {
  if (index === 0) return 0;
  const fromUs = everyUs * Math.floor(doneAt(series, index) / everyUs);
  return Math.max(0, Math.ceil((fromUs - series.doneUs) / series.strideUs));
};

const stepAt = (series: Series, index: number): number => series.step + index * series.strideSteps;
const doneAt = (series: Series, index: number): number => series.doneUs + index * series.strideUs;
