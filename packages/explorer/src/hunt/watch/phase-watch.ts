import type { AnyEvent, Places, Scenario } from "@ordeal/model";
import { JobWatch } from "@ordeal/model";
import { type Phase, phaseNames } from "./phase.ts";
import { SpareWatch } from "./spare-watch.ts";

/** Which phases a run is in, as its journal alone tells it. Several may go on at once. */
export class PhaseWatch {
  private readonly job = new JobWatch();
  private readonly spares: SpareWatch;
  private readonly hot = new Set<string>();
  private isCorrupted = false;
  /** About when the lost steps are computed again; what else takes time meanwhile is not counted in. */
  private recomputedUs = 0;

  /** `inJob` are the nodes that the job starts on. */
  constructor(scenario: Scenario, places: Places, inJob: ReadonlySet<number>) {
    this.spares = new SpareWatch(scenario, places, inJob);
  }

  see(event: AnyEvent): void {
    this.job.see(event);
    this.spares.see(event);
    switch (event.type) {
      case "job.resumed": {
        const { lostSteps, stepUs, from } = event.data;
        this.recomputedUs = event.atUs + lostSteps * stepUs;
        if (from !== "memory") this.isCorrupted = false;
        return;
      }
      case "job.corrupted":
        this.isCorrupted = true;
        return;
      case "loop.throttled":
        this.hot.add(event.data.loop);
        return;
      case "loop.released":
      case "loop.tripped":
      case "loop.restored":
        this.hot.delete(event.data.loop);
        return;
    }
  }

  /**
   * Every phase that goes on at an instant; `stepping` when there is no other. Whether copies are being written is for
   * the run to say: the journal is silent about saves that nothing disturbs.
   */
  at(atUs: number, isPersisting: boolean): ReadonlyArray<Phase> {
    const now = phaseNames.filter((phase) => (phase === "persisting" ? isPersisting : this.isIn(phase, atUs)));
    return now.length === 0 ? ["stepping"] : now;
  }

  private isIn(phase: Exclude<Phase, "persisting">, atUs: number): boolean {
    const { job } = this;
    switch (phase) {
      case "stepping":
        return false;
      case "saving":
        return job.isSaving;
      case "stalled":
        return job.isStalled;
      case "hung":
        return job.isHung;
      case "planned":
        return job.isPlanned;
      case "corrupted":
        return this.isCorrupted;
      case "throttled":
        return this.hot.size > 0;
      case "recomputing":
        return job.isUp && atUs < this.recomputedUs;
      case "out of spares":
        return this.spares.isOut;
      case "waiting":
        return job.recovery === "rescheduling";
      default:
        return job.recovery === phase;
    }
  }
}
