import type { LiveLog } from "./live-log.ts";
import type { StepBook } from "./step-book.ts";

/** A step that takes so many times as long as a healthy one while a path is cut stands still; others are only slow. */
const STALL_STEPS = 1.5;

/**
 * The step that a watched job is at: how long it has been at work. While a path is cut it stands still for whatever it
 * takes beyond a healthy one, which nobody knows before it ends, or has taken too long; until then the journal is held.
 */
export class StepInProgress {
  private readonly log: LiveLog;
  private readonly steps: StepBook;
  us = 0;
  private sinceCutUs = 0;
  private cutAtUs: number | undefined;
  private isTold = false;

  constructor(log: LiveLog, steps: StepBook) {
    this.log = log;
    this.steps = steps;
  }

  /** Time passes in which nothing keeps the job from stepping but a path that may be cut. */
  pass(us: number): void {
    this.us += us;
    if (this.cutAtUs === undefined) return;
    this.sinceCutUs += us;
    if (!this.isStalled || this.isTold) return;
    this.isTold = true;
    this.log.emit("job.stalled", { step: this.steps.step }, this.cutAtUs);
    this.log.release("cut");
  }

  get isStalled(): boolean {
    return this.cutAtUs !== undefined && this.us > STALL_STEPS * this.steps.healthyUs;
  }

  /** A path is cut. */
  cut(): void {
    if (this.cutAtUs !== undefined) return;
    this.cutAtUs = this.log.nowUs;
    this.log.hold("cut");
  }

  /** Some of the last of it turns out to have been no step's; returns how much there was. */
  takeBack(us: number): number {
    const taken = Math.min(this.us, us);
    this.us -= taken;
    this.sinceCutUs = Math.max(0, this.sinceCutUs - taken);
    return taken;
  }

  /** It is done. Returns how long it was at work; a path that is cut still holds up the next. */
  commit(isCut: boolean): number {
    const excessUs = Math.max(0, Math.round(this.us - this.steps.healthyUs));
    const stalledUs = this.isStalled ? Math.min(excessUs, this.sinceCutUs) : 0;
    if (stalledUs > 0) this.tell(stalledUs, true);
    else if (this.isTold) this.log.emit("job.unstalled", { step: this.steps.step });
    const us = this.us - stalledUs;
    this.forget();
    if (isCut) this.cut();
    return us;
  }

  /** The job stops. Returns how long it was at work for nothing, and since when it had stood still over a cut path. */
  kill(): { readonly us: number; readonly stillSinceUs: number | undefined } {
    const { sinceCutUs, cutAtUs } = this;
    if (sinceCutUs > 0) this.tell(sinceCutUs, false);
    const us = this.us - sinceCutUs;
    this.forget();
    return { us, stillSinceUs: sinceCutUs > 0 ? cutAtUs : undefined };
  }

  /** What held it up is gone, and there is no step yet that it held up. */
  heal(): void {
    if (this.us === 0 && !this.isTold) this.forget();
  }

  private tell(us: number, isOver: boolean): void {
    const { cutAtUs = this.log.nowUs } = this;
    const { step } = this.steps;
    if (!this.isTold) this.log.emit("job.stalled", { step }, cutAtUs);
    if (isOver) this.log.emit("job.unstalled", { step }, Math.min(this.log.nowUs, cutAtUs + us));
    this.log.spend("stalled", us);
  }

  private forget(): void {
    this.us = 0;
    this.sinceCutUs = 0;
    this.cutAtUs = undefined;
    this.isTold = false;
    this.log.release("cut");
  }
}
