import { type AnyEvent, JobWatch, StepClock, type SteppingTime } from "@ordeal/model";
import type { Windows } from "./windows.ts";

/** Books the wall time of a run into windows, as its journal tells what the job was doing. */
export class Stepping {
  readonly job = new JobWatch();
  private readonly clock: StepClock;
  private readonly windows: Windows;
  private nowUs = 0;
  private stepUs: number;
  private loopChangedUs = -1;
  private booked: SteppingTime = { productive: 0, degraded: 0, recompute: 0 };

  constructor(stepUs: number, windows: Windows) {
    this.clock = new StepClock(stepUs);
    this.stepUs = stepUs;
    this.windows = windows;
  }

  /** Lets time pass up to an instant, window by window. */
  passTo(atUs: number): void {
    const { mode } = this.job;
    while (this.nowUs < atUs) {
      const window = this.windows.at(this.nowUs);
      const untilUs = Math.min(atUs, this.windows.endOf(window));
      const us = untilUs - this.nowUs;
      if (mode === "stepping") {
        this.clock.pass(us, true);
        this.settle(window, this.clock.soFar());
      } else this.windows.book(mode, window, us);
      this.nowUs = untilUs;
    }
  }

  see(event: AnyEvent): void {
    const wasUp = this.job.isUp;
    this.job.see(event);
    switch (event.type) {
      case "loop.throttled":
      case "loop.released":
      case "loop.restored":
        this.loopChangedUs = event.atUs;
        return;
      case "speed.changed": {
        // Of what quickens a step at this instant a heal comes first, and a loop does not.
        const isHeal = event.data.stepUs < this.stepUs && this.loopChangedUs !== event.atUs;
        this.stepUs = event.data.stepUs;
        this.clock.setStepUs(this.stepUs, isHeal || this.job.mode !== "stepping");
        return;
      }
      case "run.ended":
        if (!this.job.isUp) this.clock.keep(event.data.step);
        return;
      case "job.resumed":
        this.stepUs = event.data.stepUs;
        this.clock.begin(event.data.step, this.stepUs);
        return;
    }
    if (wasUp && !this.job.isUp) this.clock.kill();
  }

  /** Steps that were rolled back and not done again count for nothing. */
  end(): void {
    this.settle(Math.max(0, this.windows.at(this.nowUs - 1)), this.clock.close());
  }

  /** What came to be lost since was booked as if it counted: it is booked again, where it was. */
  private settle(window: number, time: SteppingTime | undefined): void {
    if (time === undefined) return;
    let recomputeUs = time.recompute - this.booked.recompute;
    for (const bucket of ["productive", "degraded"] as const) {
      const us = time[bucket] - this.booked[bucket];
      if (us >= 0) this.windows.book(bucket, window, us);
      else {
        this.windows.rebook(bucket, "recompute", -us);
        recomputeUs += us;
      }
    }
    if (recomputeUs > 0) this.windows.book("recompute", window, recomputeUs);
    this.booked = time;
  }
}
