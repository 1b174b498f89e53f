import type { Job } from "@ordeal/model";
import { Countdown } from "./countdown.ts";
import type { JobState } from "./state.ts";

/** Evaluations, due every so many steps, and maintenance: what holds the job up because somebody wants it to. */
export class PlannedStops {
  private readonly state: JobState;
  private readonly every: Job["evaluation"];
  private evaluation: Countdown | undefined;
  private evaluatedStep = 0;
  private maintenances = 0;

  constructor(state: JobState, every: Job["evaluation"]) {
    this.state = state;
    this.every = every;
  }

  get isOn(): boolean {
    return this.maintenances > 0 || this.evaluation !== undefined;
  }

  /** When the evaluation under way ends; Infinity while none runs. */
  get endsUs(): number {
    return this.evaluation?.endUs ?? Number.POSITIVE_INFINITY;
  }

  /** Step boundaries until the next evaluation. */
  boundariesToNext(step: number): number {
    return this.every === undefined ? Number.POSITIVE_INFINITY : this.every.everySteps - (step % this.every.everySteps);
  }

  /** Begins the evaluation that is due at this step's boundary, if one is. */
  startDue(step: number): void {
    const { every } = this;
    if (every === undefined || step % every.everySteps !== 0 || this.evaluatedStep === step) return;
    this.evaluatedStep = step;
    this.evaluation = new Countdown(every.takes);
    this.emit("planned.started", "evaluation");
  }

  /** Ends the evaluation if its time is over. */
  endDue(): void {
    if (this.endsUs > this.state.nowUs) return;
    this.evaluation = undefined;
    this.emit("planned.ended", "evaluation");
  }

  /** Maintenance begins (+1) or ends (−1). */
  maintain(change: 1 | -1): void {
    this.maintenances += change;
    this.emit(change > 0 ? "planned.started" : "planned.ended", "maintenance");
  }

  /** The job has nothing before it: the evaluation goes on. */
  run(): void {
    this.evaluation?.run(this.state.nowUs);
  }

  stop(): void {
    this.evaluation?.stop(this.state.nowUs);
  }

  /** The job stopped: an evaluation under way is given up. */
  giveUp(): void {
    this.evaluation = undefined;
  }

  /** The job goes on from this step: nothing is due at its boundary any more. */
  resumeAt(step: number): void {
    this.evaluatedStep = step;
  }

  private emit(type: "planned.started" | "planned.ended", what: "evaluation" | "maintenance"): void {
    const { journal } = this.state.site;
    if (journal.hasListener) journal.emit(this.state.nowUs, type, { what });
  }
}
