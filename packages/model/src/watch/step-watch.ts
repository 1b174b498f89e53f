import type { AnyEvent } from "../event.ts";
import type { Scenario } from "../experiment.ts";
import { JobWatch } from "./job-watch.ts";
import { SpeedWatch } from "./speed-watch.ts";
import { StepClock } from "./step-clock.ts";

/** Steps as they must have gone by, given what kept the job from stepping and how long a step took. */
export class StepWatch {
  readonly job = new JobWatch();
  readonly clock: StepClock;
  private readonly speed: SpeedWatch;
  private nowUs = 0;

  constructor(scenario: Scenario) {
    this.speed = new SpeedWatch(scenario);
    this.clock = new StepClock(scenario.job.step);
  }

  /** Lets time pass up to a line, before it is taken in, or to where somebody looks. Returns how much, in microseconds. */
  arrive({ atUs }: Pick<AnyEvent, "atUs">): number {
    const passedUs = atUs - this.nowUs;
    this.clock.pass(passedUs, this.job.mode === "stepping");
    this.nowUs = atUs;
    return passedUs;
  }

  see(event: AnyEvent): void {
    const wasUp = this.job.isUp;
    this.job.see(event);
    this.speed.see(event);
    if (event.type === "speed.changed")
      this.clock.setStepUs(event.data.stepUs, this.speed.isHeal || this.job.mode !== "stepping");
    if (event.type === "run.ended" && !this.job.isUp) this.clock.keep(event.data.step);
    if (event.type === "job.resumed") this.clock.begin(event.data.step, this.speed.stepUs);
    else if (wasUp && !this.job.isUp) this.clock.kill();
  }
}
