import type { Scenario } from "@ordeal/model";
import type { AnyEvent } from "../../invariants/findings.ts";
import { type Phase, phaseNames } from "./phase.ts";
import { SpareWatch } from "./spare-watch.ts";

const down = {
  "job.stopped": "detecting",
  "job.struck": "detecting",
  "job.waiting": "waiting",
  "rung.started": "restarting",
  "load.started": "loading",
} as const satisfies Partial<Record<AnyEvent["type"], Phase>>;

/** Which phases a run is in, as its journal alone tells it. Several may go on at once. */
export class PhaseWatch {
  private readonly spares: SpareWatch;
  /** The phase of recovery; `undefined` while the job is up. */
  private recovery: Phase | undefined;
  private readonly hangs = new Set<string>();
  private readonly persisting = new Set<string>();
  private readonly hot = new Set<string>();
  private isSaving = false;
  private isStalled = false;
  private isCorrupted = false;
  private isEvaluating = false;
  private maintenances = 0;
  /** About when the lost steps are computed again; what else takes time meanwhile is not counted in. */
  private recomputedUs = 0;

  constructor(scenario: Scenario, inJob: ReadonlySet<number>) {
    this.spares = new SpareWatch(scenario, inJob);
  }

  see(event: AnyEvent): void {
    this.spares.see(event);
    switch (event.type) {
      case "job.stopped":
      case "job.struck":
      case "job.waiting":
      case "rung.started":
      case "load.started":
        return this.goDown(down[event.type]);
      case "job.resumed": {
        const { lostSteps, stepUs, from } = event.data;
        this.recovery = undefined;
        this.recomputedUs = event.atUs + lostSteps * stepUs;
        if (from !== "memory") this.isCorrupted = false;
        return;
      }
      case "job.hung":
        this.hangs.add(event.data.faultId);
        return;
      case "job.corrupted":
        this.isCorrupted = true;
        return;
      case "fault.ended":
        this.hangs.delete(event.data.faultId);
        return;
      case "checkpoint.save.started":
      case "checkpoint.save.ended":
        this.isSaving = event.type === "checkpoint.save.started";
        return;
      case "checkpoint.persist.started":
        this.persisting.add(event.data.tier);
        return;
      case "checkpoint.persist.ended":
      case "checkpoint.torn":
        this.persisting.delete(event.data.tier);
        return;
      case "job.stalled":
      case "job.unstalled":
        this.isStalled = event.type === "job.stalled";
        return;
      case "loop.throttled":
        this.hot.add(event.data.loop);
        return;
      case "loop.released":
      case "loop.tripped":
      case "loop.restored":
        this.hot.delete(event.data.loop);
        return;
      case "planned.started":
      case "planned.ended":
        return this.plan(event.data.what, event.type === "planned.started");
    }
  }

  /**
   * Every phase that goes on at an instant; `stepping` when there is no other. Whether copies are being written can be
   * told by who knows better than a journal that is silent about saves.
   */
  at(atUs: number, isPersisting = this.persisting.size > 0): ReadonlyArray<Phase> {
    const now = phaseNames.filter((phase) => (phase === "persisting" ? isPersisting : this.isIn(phase, atUs)));
    return now.length === 0 ? ["stepping"] : now;
  }

  private isIn(phase: Exclude<Phase, "persisting">, atUs: number): boolean {
    switch (phase) {
      case "saving":
        return this.isSaving;
      case "stalled":
        return this.isStalled;
      case "hung":
        return this.hangs.size > 0;
      case "corrupted":
        return this.isCorrupted;
      case "throttled":
        return this.hot.size > 0;
      case "planned":
        return this.isEvaluating || this.maintenances > 0;
      case "recomputing":
        return this.recovery === undefined && atUs < this.recomputedUs;
      case "out of spares":
        return this.spares.isOut;
      case "stepping":
        return false;
      default:
        return this.recovery === phase;
    }
  }

  private goDown(phase: Phase): void {
    this.recovery = phase;
    this.recomputedUs = 0;
    this.hangs.clear();
    this.persisting.clear();
    this.isSaving = false;
    this.isStalled = false;
    this.isEvaluating = false;
  }

  /** An evaluation ends with the job, maintenance goes by the calendar. */
  private plan(what: string, starts: boolean): void {
    if (what === "evaluation") this.isEvaluating = starts;
    else this.maintenances += starts ? 1 : -1;
  }
}
