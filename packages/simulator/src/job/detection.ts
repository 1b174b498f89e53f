import type { Fault } from "../fault/fault.ts";
import { latencyUs } from "../fault/latency.ts";
import { Priority } from "../kernel/queue.ts";
import { Countdown } from "./countdown.ts";
import type { JobState } from "./state.ts";
import type { Stepper } from "./stepper.ts";

/** How long a fault must still slow the steps, and what happens then. */
interface SlowWatch {
  readonly left: Countdown;
  readonly found: () => void;
}

/** A fault that is found so many steps after a load. */
interface LoadWatch {
  readonly fault: Fault;
  readonly steps: number;
  readonly found: () => boolean;
  goal: number | undefined;
  /** How often the job has come back since; Infinity once it is found. */
  resumes: number;
}

/** The job as whoever looks for faults sees it. */
interface Watched {
  readonly isUp: boolean;
  readonly isStepping: boolean;
  /** Brings it to this instant. */
  sync(): void;
}

/** Faults that the job does not notice at once: they are found after their latency, which runs in one of three ways. */
export class Detection {
  private readonly state: JobState;
  private readonly stepper: Stepper;
  private readonly job: Watched;
  private detections = 0;
  private readonly slow = new Map<Fault, SlowWatch>();
  private readonly loads: Array<LoadWatch> = [];

  constructor(state: JobState, stepper: Stepper, job: Watched) {
    this.state = state;
    this.stepper = stepper;
    this.job = job;
  }

  /** By the wall clock. A detection of the same fault that is under way goes on, or starts `afresh`. */
  byTime(fault: Fault, found: () => void, afresh = false): void {
    if (fault.detection > 0 && !afresh) return;
    const detection = ++this.detections;
    fault.detection = detection;
    this.after(latencyUs(fault, this.state.settings.recovery), fault, () => {
      if (fault.detection !== detection) return;
      fault.detection = 0;
      found();
    });
  }

  /** By the time for which it has slowed the steps, however often they stand still meanwhile. */
  bySteps(fault: Fault, found: () => void): void {
    const us = latencyUs(fault, this.state.settings.recovery);
    if (us === Number.POSITIVE_INFINITY) return;
    const watch = this.slow.get(fault) ?? { left: new Countdown(us), found };
    this.slow.set(fault, watch);
    if (this.job.isStepping) this.runSlow(fault, watch);
  }

  forget(fault: Fault): void {
    this.slow.delete(fault);
  }

  /** Whether any fault is looked for that slows the steps. */
  get hasSlow(): boolean {
    return this.slow.size > 0;
  }

  /** The job steps. */
  run(): void {
    if (this.slow.size === 0) return;
    for (const [fault, watch] of this.slow) this.runSlow(fault, watch);
  }

  /** It does not step any more. */
  stop(): void {
    if (this.slow.size === 0) return;
    for (const { left } of this.slow.values()) left.stop(this.state.nowUs);
  }

  private runSlow(fault: Fault, { left, found }: SlowWatch): void {
    const { nowUs } = this.state;
    if (left.isRunning || !fault.isOnJob) return;
    left.run(nowUs);
    const foundUs = left.endUs;
    this.after(foundUs - nowUs, fault, () => {
      // It is gone, or the job stood still meanwhile.
      if (this.slow.get(fault)?.left !== left || left.endUs !== foundUs) return;
      this.slow.delete(fault);
      found();
    });
  }

  /**
   * At the boundary at which the job has done so many steps since it last loaded a checkpoint, or began from scratch;
   * after the next load again, until `found` returns true. A job that stops before then counts anew from its next load,
   * but goes on counting where nothing was loaded.
   */
  afterLoad(fault: Fault, steps: number, found: () => boolean): void {
    this.loads.push({ fault, steps, found, goal: undefined, resumes: 0 });
  }

  /** The job came back at a step. */
  resumed(step: number, isLoaded: boolean): void {
    for (const watch of this.loads) {
      if (watch.resumes === Number.POSITIVE_INFINITY) continue;
      if (isLoaded) watch.goal = step + watch.steps;
      // No step is shorter than a healthy one, so that a look comes never too late.
      this.lookAgain(watch, ++watch.resumes, watch.steps * this.state.site.ground.scenario.job.step);
    }
  }

  private lookAgain(watch: LoadWatch, resume: number, us: number): void {
    this.after(Math.max(1, us), watch.fault, () => this.look(watch, resume));
  }

  private look(watch: LoadWatch, resume: number): void {
    const { stepper, state } = this;
    if (resume !== watch.resumes || watch.goal === undefined || !this.job.isUp) return;
    const left = watch.goal - stepper.stepAt(state.nowUs);
    if (left > 0) {
      const us = this.job.isStepping
        ? stepper.boundaryUs(watch.goal - stepper.step) - state.nowUs
        : left * state.site.ground.scenario.job.step;
      return this.lookAgain(watch, resume, us);
    }
    watch.goal = undefined;
    if (watch.found()) watch.resumes = Number.POSITIVE_INFINITY;
  }

  private after(us: number, fault: Fault, happen: () => void): void {
    const { clock } = this.state.site;
    clock.after(us, Priority.completion, `detect ${fault.id}`, () => {
      this.job.sync();
      happen();
    });
  }
}
