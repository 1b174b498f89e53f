import type { Bucket } from "@ordeal/model";
import type { AnyEvent } from "../findings.ts";

/** What the job's time goes into: stepping, or the ledger's bucket for whatever keeps it from stepping. */
export type JobMode = "stepping" | Exclude<Bucket, "productive" | "degraded" | "recompute">;

type Phase = "detecting" | "rescheduling" | "restarting" | "loading";

/** What the job is doing, as the journal alone tells it. Where several things keep it from stepping the first in the ledger's order counts. */
export class JobWatch {
  /** The phase of recovery; `undefined` while the job is up. */
  private phase: Phase | undefined;
  private readonly hangs = new Set<string>();
  private isSaving = false;
  private isStalled = false;
  private isEvaluating = false;
  private maintenances = 0;

  get isUp(): boolean {
    return this.phase === undefined;
  }

  get mode(): JobMode {
    if (this.phase !== undefined) return this.phase;
    if (this.hangs.size > 0) return "detecting";
    if (this.isSaving) return "checkpoint";
    if (this.isStalled) return "stalled";
    return this.isEvaluating || this.maintenances > 0 ? "planned" : "stepping";
  }

  see(event: AnyEvent): void {
    switch (event.type) {
      case "job.stopped":
      case "job.struck":
        return this.goDown("detecting");
      case "job.waiting":
        return this.goDown("rescheduling");
      case "rung.started":
        return this.goDown("restarting");
      case "load.started":
        return this.goDown("loading");
      case "job.resumed":
        this.phase = undefined;
        return;
      case "job.hung":
        this.hangs.add(event.data.faultId);
        return;
      case "fault.ended":
        this.hangs.delete(event.data.faultId);
        return;
      case "checkpoint.save.started":
        this.isSaving = true;
        return;
      case "checkpoint.save.ended":
        this.isSaving = false;
        return;
      case "job.stalled":
        this.isStalled = true;
        return;
      case "job.unstalled":
        this.isStalled = false;
        return;
      case "planned.started":
      case "planned.ended":
        return this.plan(event.data.what, event.type === "planned.started");
    }
  }

  /** A job that goes down has nothing left to save, to wait for or to evaluate; maintenance goes by the calendar. */
  private goDown(phase: Phase): void {
    this.phase = phase;
    this.hangs.clear();
    this.isSaving = false;
    this.isStalled = false;
    this.isEvaluating = false;
  }

  private plan(what: string, starts: boolean): void {
    if (what === "evaluation") this.isEvaluating = starts;
    else this.maintenances += starts ? 1 : -1;
  }
}
