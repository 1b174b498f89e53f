import { ProgressCurve } from "../measure/progress-curve.ts";
import type { SteppingTime } from "../watch/step-clock.ts";

/** The first steps of a process warm it up: they say nothing of how long a step takes. */
const WARM_UP_STEPS = 2;
/** So many steps may come at once: whoever leaps further does not count steps. */
export const LEAP_MAX = 1_000;
/** With fewer steps than this nobody can say how long a healthy one takes. */
const HEALTHY_STEPS_MIN = 10;

/**
 * The account of a job's steps as they were measured: every execution of every step, and which of them count. Of a step
 * that is kept the first execution counts, the others are `recompute`; of one that is lost they all are. Steps that count
 * are productive at the healthy step time, the mean of those before the first fault, and what they took beyond is degraded.
 */
export class StepBook {
  /** The step before the first, and the last one that is committed and not rolled back. */
  readonly base: number;
  step: number;
  /** How long each step took when it was first done, and when it was last done; from the one after `base`. */
  private readonly firstUs: Array<number> = [];
  private readonly lastUs: Array<number> = [];
  private readonly givenUs: number | undefined;
  private readonly writtenUs: number;
  private steppedUs = 0;
  private sinceBegin = 0;
  /** The healthy steps before the first fault. */
  private cleanSteps = 0;
  private cleanUs = 0;
  /** Since the first fault: the last step before it, and how long the new steps up to it took. */
  private frozen: { readonly step: number; readonly us: number } | undefined;
  private newUs = 0;
  readonly curve = new ProgressCurve();

  /** `givenUs` is the healthy step time where it is known; `writtenUs` the experiment's, for where nothing is. */
  constructor(base: number, writtenUs: number, givenUs: number | undefined) {
    this.base = base;
    this.step = base;
    this.writtenUs = writtenUs;
    this.givenUs = givenUs;
  }

  get highWater(): number {
    return this.base + this.firstUs.length;
  }

  /** Whether the healthy step time is known, and not only what the experiment says. */
  get isMeasured(): boolean {
    return this.givenUs !== undefined || this.cleanSteps >= HEALTHY_STEPS_MIN;
  }

  /** How long a healthy step takes, as far as is known now. */
  get healthyUs(): number {
    if (this.givenUs !== undefined) return this.givenUs;
    return this.isMeasured ? this.cleanUs / this.cleanSteps : this.writtenUs;
  }

  /** How long the last step took, where it was timed. */
  get lastStepUs(): number {
    return Math.max(1, this.lastUs[this.step - this.base - 1] || Math.round(this.healthyUs));
  }

  /** The first fault strikes: from now on steps may be slow. */
  disturb(): void {
    this.frozen ??= { step: this.highWater, us: this.newUs };
  }

  /** A fresh step begins after this one: those after it are rolled back. */
  begin(atUs: number, step: number): void {
    this.step = Math.min(step, this.highWater);
    this.sinceBegin = 0;
    this.mark(atUs);
  }

  /** The next step is committed; it took `us` of stepping. */
  commit(atUs: number, us: number): void {
    const index = this.step - this.base;
    this.step++;
    this.steppedUs += us;
    this.sinceBegin++;
    this.lastUs[index] = us;
    if (index < this.firstUs.length) return this.mark(atUs);
    this.firstUs.push(us);
    this.newUs += us;
    if (this.frozen === undefined && this.sinceBegin > WARM_UP_STEPS) {
      this.cleanSteps++;
      this.cleanUs += us;
    }
    this.mark(atUs);
  }

  /** The step in progress is lost after so long. */
  kill(atUs: number, us: number): void {
    this.steppedUs += us;
    this.mark(atUs);
  }

  private mark(atUs: number): void {
    this.curve.mark(atUs, this.progressUs);
  }

  /** How long the steps after this one took when they last ran. */
  ranAfter(step: number): number {
    let us = 0;
    for (let index = Math.max(0, step - this.base); index < this.step - this.base; index++)
      us += this.lastUs[index] ?? 0;
    return us;
  }

  /** Productive time so far, each step's counted when it was first done: no rollback takes it back. */
  get progressUs(): number {
    return this.earnedUs(this.highWater, this.newUs);
  }

  /** The same with the part of the step in progress, which has been at work for so long. */
  progressWith(inProgressUs: number): number {
    return this.progressUs + (this.step === this.highWater ? this.partUs(inProgressUs) : 0);
  }

  /** What a step in progress is worth: no more than its share of a healthy one, if it goes on as the last did. */
  private partUs(inProgressUs: number): number {
    return Math.floor(inProgressUs * Math.min(1, this.healthyUs / this.lastStepUs));
  }

  /** What the steps up to one are worth that took so long when they were first done. */
  private earnedUs(step: number, tookUs: number): number {
    const { frozen } = this;
    if (frozen === undefined || step <= frozen.step) return tookUs;
    return Math.min(tookUs, Math.round(frozen.us + (step - frozen.step) * this.healthyUs));
  }

  /**
   * The account up to now, if only the steps up to `kept` count. `inProgressUs` is how far the step in progress is; one
   * that is new counts pro rata.
   */
  close(kept: number, inProgressUs: number): SteppingTime {
    const last = Math.min(kept, this.highWater);
    let tookUs = 0;
    for (let index = 0; index < last - this.base; index++) tookUs += this.firstUs[index] as number;
    const isNew = kept === this.highWater;
    const countsUs = tookUs + (isNew ? inProgressUs : 0);
    const earned = this.earnedUs(last, tookUs) + (isNew ? this.partUs(inProgressUs) : 0);
    const productiveUs = Math.min(countsUs, earned);
    return {
      productive: productiveUs,
      degraded: countsUs - productiveUs,
      recompute: this.steppedUs + inProgressUs - countsUs,
    };
  }
}
