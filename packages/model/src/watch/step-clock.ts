/** Where stepping time went. Microseconds. */
export interface SteppingTime {
  readonly productive: number;
  readonly degraded: number;
  readonly recompute: number;
}

interface SlowSteps {
  readonly from: number;
  readonly to: number;
  readonly extraUs: number;
}

/**
 * Counts steps by their duration alone: a step begins when the one before it is committed, keeps the duration it began
 * with, and stands still while the job does not step. Where the journal does not tell the duration it only knows bounds.
 */
export class StepClock {
  private readonly healthyUs: number;
  /** The last step committed; while the duration is unknown, the least it can be. */
  private step = 0;
  private highWater = 0;
  private progressUs = 0;
  private firstUs: number;
  private stepUs: number;
  private isKnown = true;
  /** Steps that the time since the last known one leaves room for, at healthy speed. */
  private room = 0;
  private roomUs = 0;
  private time = { productive: 0, degraded: 0, recompute: 0 };
  private isTimeKnown = true;
  private readonly slow: Array<SlowSteps> = [];
  /** What the steps committed so far took, done again or not; and the last of them. */
  committedUs = 0;
  lastStepUs = 0;

  constructor(healthyUs: number) {
    this.healthyUs = healthyUs;
    this.firstUs = healthyUs;
    this.stepUs = healthyUs;
  }

  /** The fewest and the most steps that can be committed by now; the same number wherever the step time is known. */
  get least(): number {
    return this.step;
  }

  get most(): number {
    return this.isKnown ? this.step : this.room + Math.floor(this.roomUs / this.healthyUs);
  }

  /** Whether steps are counted exactly; if not, all there is are bounds. */
  get isExact(): boolean {
    return this.isKnown;
  }

  /** How much of the step in progress has run; only where steps are counted exactly. */
  get inProgressUs(): number {
    return this.progressUs;
  }

  /** Productive time of the steps committed so far, counted when a step is first executed: no rollback takes it back. */
  get freshUs(): number {
    return this.time.productive;
  }

  /** The same with the part of the step in progress. */
  get freshSoFarUs(): number {
    return this.freshUs + (this.step >= this.highWater ? this.healthyPartUs : 0);
  }

  private get healthyPartUs(): number {
    return Math.round((this.progressUs * this.healthyUs) / this.firstUs);
  }

  /** Whether the next step has not run yet, as far as can be told. */
  get mayBeAtBoundary(): boolean {
    return !this.isKnown || this.progressUs === 0;
  }

  /** Time passes. */
  pass(us: number, isStepping: boolean): void {
    if (us <= 0) return;
    if (!isStepping) return;
    this.roomUs += us;
    if (!this.isKnown) return;
    this.progressUs += us;
    const beyondUs = this.progressUs - this.firstUs;
    if (beyondUs < 0) return;
    const more = Math.floor(beyondUs / this.stepUs);
    this.commit(1, this.firstUs);
    this.commit(more, this.stepUs);
    this.progressUs = beyondUs - more * this.stepUs;
    this.firstUs = this.stepUs;
  }

  private commit(count: number, stepUs: number): void {
    if (count === 0) return;
    this.committedUs += count * stepUs;
    this.lastStepUs = stepUs;
    const again = Math.min(count, Math.max(0, this.highWater - this.step));
    const fresh = count - again;
    this.time.recompute += again * stepUs;
    this.time.productive += fresh * this.healthyUs;
    if (fresh > 0 && stepUs > this.healthyUs) {
      this.time.degraded += fresh * (stepUs - this.healthyUs);
      this.slow.push({ from: this.step + again, to: this.step + count, extraUs: stepUs - this.healthyUs });
    }
    this.step += count;
    this.highWater = Math.max(this.highWater, this.step);
  }

  /**
   * Steps take this long from the next one on: from the one after the last boundary if that has not begun, because the
   * job does not step yet, or because a heal comes before what begins at its own instant.
   */
  setStepUs(stepUs: number, isBeforeTheNext: boolean): void {
    if (isBeforeTheNext && this.progressUs === 0) this.firstUs = stepUs;
    this.stepUs = stepUs;
  }

  /** The step in progress is lost. */
  kill(): void {
    this.time.recompute += this.progressUs;
    this.progressUs = 0;
  }

  /** A fresh step begins after `step`; `undefined` when nothing tells how long it takes. */
  begin(step: number, stepUs: number | undefined): void {
    this.reach(step);
    this.isKnown = stepUs !== undefined;
    this.isTimeKnown &&= this.isKnown;
    this.stepUs = stepUs ?? this.healthyUs;
    this.firstUs = this.stepUs;
    this.progressUs = 0;
    this.room = step;
    this.roomUs = 0;
  }

  /** The run ends while the job is down: only the steps up to this one count. */
  keep(step: number): void {
    this.step = Math.min(this.step, step);
  }

  /** The journal says that this step is committed. */
  reach(step: number): void {
    this.step = step;
    this.highWater = Math.max(this.highWater, step);
  }

  /**
   * The account so far: a step counts when it is first executed, one in progress pro rata. `undefined` when the journal did
   * not tell some step time.
   */
  soFar(): SteppingTime | undefined {
    if (!this.isTimeKnown) return undefined;
    const { productive, degraded, recompute } = this.time;
    if (this.step < this.highWater) return { productive, degraded, recompute: recompute + this.progressUs };
    const { healthyPartUs } = this;
    return {
      productive: productive + healthyPartUs,
      degraded: degraded + this.progressUs - healthyPartUs,
      recompute,
    };
  }

  /** The account at the run's end: that so far, less the steps that were rolled back and not done again. */
  close(): SteppingTime | undefined {
    const soFar = this.soFar();
    if (soFar === undefined || this.step === this.highWater) return soFar;
    const undoneUs = (this.highWater - this.step) * this.healthyUs;
    let undoneExtraUs = 0;
    for (const { from, to, extraUs } of this.slow)
      undoneExtraUs += Math.max(0, to - Math.max(from, this.step)) * extraUs;
    return {
      productive: soFar.productive - undoneUs,
      degraded: soFar.degraded - undoneExtraUs,
      recompute: soFar.recompute + undoneUs + undoneExtraUs,
    };
  }
}
