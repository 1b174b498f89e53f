import type { ProgressCurve } from "@ordeal/model";
import { BucketIndex, type LedgerBook } from "./ledger.ts";

/** Steps that ran slower than healthy ones; `extraUs` a step more. */
interface SlowSteps {
  readonly from: number;
  to: number;
  readonly extraUs: number;
}

/**
 * The arithmetic of steps while nothing else happens: step boundaries lie at `startUs + firstUs + i × stepUs`. The
 * step in progress keeps the duration it began with (`firstUs`); a change of speed counts from the next one.
 */
export class Stepper {
  private readonly healthyUs: number;
  private readonly ledger: LedgerBook;
  private readonly curve: ProgressCurve;
  /** Of the steps up to the high-water mark as they were first done, and of those committed now as they ran last. */
  private readonly slow: Array<SlowSteps> = [];
  private readonly slowNow: Array<SlowSteps> = [];
  /** Steps committed since the run's start and not rolled back; and the most there ever were. */
  step = 0;
  highWater = 0;
  /** When the step in progress began, less the time it stood still. */
  private startUs = 0;
  private firstUs: number;
  private stepUs: number;
  /** When the step in progress began. */
  private beganUs = 0;
  /** How far the step in progress was when it was paused; -1 while running. */
  private pausedAtUs = -1;
  /** How long the last new step took, where the curve of progress bends when another takes longer or less. */
  private newStepUs: number;

  constructor(healthyUs: number, ledger: LedgerBook, curve: ProgressCurve) {
    this.healthyUs = healthyUs;
    this.firstUs = healthyUs;
    this.stepUs = healthyUs;
    this.newStepUs = healthyUs;
    this.ledger = ledger;
    this.curve = curve;
  }

  /** Duration of the steps after the one in progress, and of that one. */
  get currentStepUs(): number {
    return this.stepUs;
  }

  get stepInProgressUs(): number {
    return this.firstUs;
  }

  /** Begins a fresh step. */
  begin(nowUs: number, step: number): void {
    this.step = step;
    forgetFrom(this.slowNow, step);
    if (step === this.highWater) this.markAt(nowUs);
    this.startUs = nowUs;
    this.beganUs = nowUs;
    this.firstUs = this.stepUs;
    this.pausedAtUs = -1;
  }

  /** When the `count`-th boundary from here comes, if nothing intervenes (count ≥ 1). */
  boundaryUs(count: number): number {
    return this.startUs + this.firstUs + (count - 1) * this.stepUs;
  }

  /** Stepping time that `count` boundaries from here take since the last one. */
  steppingFor(count: number): number {
    return this.firstUs + (count - 1) * this.stepUs;
  }

  /** The step committed by an instant, without booking anything. */
  stepAt(atUs: number): number {
    return this.step + (this.pausedAtUs >= 0 ? 0 : this.boundariesBy(atUs));
  }

  /** How many boundaries lie at or before an instant. */
  boundariesBy(atUs: number): number {
    const past = atUs - this.startUs - this.firstUs;
    return past < 0 ? 0 : 1 + Math.floor(past / this.stepUs);
  }

  /** The fewest boundaries (≥ 1) after which this much stepping time has passed since the last boundary. */
  boundariesFor(steppingUs: number): number {
    return steppingUs <= this.firstUs ? 1 : 1 + Math.ceil((steppingUs - this.firstUs) / this.stepUs);
  }

  /** The duration of steps from the next one on. The caller has committed. */
  setStepUs(stepUs: number): void {
    this.stepUs = stepUs;
  }

  /** Books every step that is complete by an instant. Returns their stepping time in microseconds. */
  commitBy(byUs: number): number {
    if (this.pausedAtUs >= 0) return 0;
    const count = this.boundariesBy(byUs);
    if (count === 0) return 0;
    const steppingUs = this.firstUs + (count - 1) * this.stepUs;
    if (this.firstUs === this.stepUs) this.commit(count, this.stepUs);
    else {
      this.commit(1, this.firstUs);
      if (count > 1) this.commit(count - 1, this.stepUs);
      this.firstUs = this.stepUs;
    }
    return steppingUs;
  }

  /** Books `count` whole steps that begin now and were interspersed with `pausesUs` of something else. */
  leap(count: number, pausesUs: number): void {
    this.commit(count, this.stepUs);
    this.startUs += pausesUs;
    this.beganUs = this.startUs;
  }

  /** Books `count` steps of one duration, from `startUs`. */
  private commit(count: number, stepUs: number): void {
    const again = Math.min(count, Math.max(0, this.highWater - this.step));
    const fresh = count - again;
    if (again > 0) {
      this.ledger.add(BucketIndex.recompute, again * stepUs);
      if (fresh > 0) this.markAt(this.startUs + again * stepUs);
      else if (this.step + again === this.highWater) this.markAt(this.startUs + again * stepUs);
    }
    if (fresh > 0) {
      const extraUs = stepUs - this.healthyUs;
      if (stepUs !== this.newStepUs) {
        this.newStepUs = stepUs;
        this.markAt(this.startUs + again * stepUs);
      }
      this.ledger.add(BucketIndex.productive, fresh * this.healthyUs);
      if (extraUs > 0) {
        this.ledger.add(BucketIndex.degraded, fresh * extraUs);
        noteSlow(this.slow, this.step + again, this.step + count, extraUs);
      }
      this.highWater = this.step + count;
    }
    if (stepUs > this.healthyUs) noteSlow(this.slowNow, this.step, this.step + count, stepUs - this.healthyUs);
    this.step += count;
    this.startUs += count * stepUs;
    this.beganUs = this.startUs;
  }

  /** How long the committed steps from `from` on took when they last ran, in microseconds. */
  ranUs(from: number): number {
    let us = (this.step - from) * this.healthyUs;
    for (let index = this.slowNow.length - 1; index >= 0; index--) {
      const slow = this.slowNow[index] as SlowSteps;
      if (slow.to <= from) break;
      us += (slow.to - Math.max(slow.from, from)) * slow.extraUs;
    }
    return us;
  }

  /** The rate of progress changes at this instant: it does so at none other of the step in progress. */
  markProgress(nowUs: number): void {
    this.curve.mark(nowUs, this.productiveBy(nowUs));
  }

  /** Nothing was gained since then, though nothing was marked there: a save that waited for its store. */
  markPause(fromUs: number, nowUs: number): void {
    this.markAt(fromUs);
    this.markAt(nowUs);
  }

  private markAt(atUs: number): void {
    this.curve.mark(atUs, this.ledger.get(BucketIndex.productive));
  }

  /** Stops the step in progress where it is. The caller has committed. */
  pause(nowUs: number): void {
    this.pausedAtUs = nowUs - this.startUs;
  }

  /** Goes on with the step in progress; one that had not begun begins now, at the speed of now. */
  resume(nowUs: number): void {
    if (this.pausedAtUs === 0) {
      this.firstUs = this.stepUs;
      this.beganUs = nowUs;
    }
    this.startUs = nowUs - this.pausedAtUs;
    this.pausedAtUs = -1;
  }

  /** How far the step in progress is. */
  progressUs(nowUs: number): number {
    return this.pausedAtUs >= 0 ? this.pausedAtUs : nowUs - this.startUs;
  }

  /** Throws away the step in progress; its running time was for nothing. */
  kill(nowUs: number): void {
    const lostUs = this.progressUs(nowUs);
    this.ledger.add(BucketIndex.recompute, lostUs);
    this.curve.flattenTo(this.ledger.get(BucketIndex.productive));
    if (lostUs > 0) this.markAt(this.beganUs);
    this.markAt(nowUs);
    this.pausedAtUs = 0;
  }

  /** Throws away the step in progress, and begins a fresh one later on; nothing is gained meanwhile. */
  restart(nowUs: number, backUs: number, step: number, stepUs: number): void {
    const lostUs = this.progressUs(nowUs);
    this.ledger.add(BucketIndex.recompute, lostUs);
    this.curve.markFlat(lostUs > 0 ? this.beganUs : nowUs, backUs, this.ledger.get(BucketIndex.productive));
    this.stepUs = stepUs;
    this.begin(backUs, step);
  }

  /** Productive time up to now with the step in progress pro rata; rollbacks never take from it. The caller has committed. */
  productiveBy(nowUs: number): number {
    const isNew = this.step === this.highWater;
    return this.ledger.get(BucketIndex.productive) + (isNew ? this.healthyPart(this.progressUs(nowUs)) : 0);
  }

  private healthyPart(progressUs: number): number {
    return Math.round((progressUs * this.healthyUs) / this.firstUs);
  }

  /**
   * Closes the account at the end of a run into a copy of the ledger: the step in progress counts pro rata, and steps
   * that were rolled back and not redone count as recompute; so do, in a job that is down, those after `goodStep`, the
   * last that it keeps.
   */
  finish(nowUs: number, ledger: LedgerBook, isUp: boolean, goodStep: number): void {
    const progressUs = isUp ? this.progressUs(nowUs) : 0;
    if (goodStep < this.highWater) {
      ledger.add(BucketIndex.recompute, progressUs);
      const undone = this.highWater - goodStep;
      ledger.move(BucketIndex.productive, BucketIndex.recompute, undone * this.healthyUs);
      for (const { from, to, extraUs } of this.slow) {
        const slowSteps = Math.min(to, this.highWater) - Math.max(from, goodStep);
        if (slowSteps > 0) ledger.move(BucketIndex.degraded, BucketIndex.recompute, slowSteps * extraUs);
      }
      return;
    }
    const healthyUs = this.healthyPart(progressUs);
    ledger.add(BucketIndex.productive, healthyUs);
    ledger.add(BucketIndex.degraded, progressUs - healthyUs);
  }
}

const noteSlow = (slow: Array<SlowSteps>, from: number, to: number, extraUs: number): void => {
  const last = slow.at(-1);
  if (last !== undefined && last.to === from && last.extraUs === extraUs) last.to = to;
  else slow.push({ from, to, extraUs });
};

/** Takes the steps after `step` away: they are rolled back. */
const forgetFrom = (slow: Array<SlowSteps>, step: number): void => {
  let last = slow.at(-1);
  while (last !== undefined && last.from >= step) {
    slow.pop();
    last = slow.at(-1);
  }
  if (last !== undefined && last.to > step) last.to = step;
};
