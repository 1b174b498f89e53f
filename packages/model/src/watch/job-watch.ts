import type { AnyEvent } from "../event.ts";
import type { Bucket } from "../ledger.ts";

/** What a job goes through while it is down, by the ledger's names. */
type Recovery = "detecting" | "rescheduling" | "restarting" | "loading";

/** What the job's time goes into: stepping, or the ledger's bucket for whatever keeps it from stepping. */
export type JobMode = "stepping" | Exclude<Bucket, "productive" | "degraded" | "recompute">;

/** What the job is doing, as the journal alone tells it. */
export class JobWatch {
  /** How far its recovery has come; `undefined` while the job is up. */
  recovery: Recovery | undefined;
  isSaving = false;
  isStalled = false;
  private readonly hanging = new Set<string>();
  private isEvaluating = false;
  private maintenances = 0;

  get isUp(): boolean {
    return this.recovery === undefined;
  }

  /** The faults that it hangs by. */
  get hangs(): ReadonlySet<string> {
    return this.hanging;
  }

  get isHung(): boolean {
    return this.hanging.size > 0;
  }

  /** Whether it waits, up but without a step, for a path that is cut or for a collective that hangs. */
  get isStill(): boolean {
    return this.isStalled || this.isHung;
  }

  /** Whether an evaluation or a maintenance keeps it. */
  get isPlanned(): boolean {
    return this.isEvaluating || this.maintenances > 0;
  }

  /** Where several things keep it from stepping the first in the ledger's order counts. */
  get mode(): JobMode {
    if (this.recovery !== undefined) return this.recovery;
    if (this.isHung) return "detecting";
    if (this.isSaving) return "checkpoint";
    if (this.isStalled) return "stalled";
    return this.isPlanned ? "planned" : "stepping";
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
        this.recovery = undefined;
        return;
      case "job.hung":
        this.hanging.add(event.data.faultId);
        return;
      case "fault.ended":
        this.hanging.delete(event.data.faultId);
        return;
      case "checkpoint.save.started":
      case "checkpoint.save.ended":
        this.isSaving = event.type === "checkpoint.save.started";
        return;
      case "job.stalled":
      case "job.unstalled":
        this.isStalled = event.type === "job.stalled";
        return;
      case "planned.started":
      case "planned.ended":
        return this.setPlanned(event.data.what, event.type === "planned.started");
    }
  }

  /** A job that goes down has nothing left to save, to wait for or to evaluate; maintenance goes by the calendar. */
  private goDown(recovery: Recovery): void {
    this.recovery = recovery;
    if (this.hanging.size > 0) this.hanging.clear();
    this.isSaving = false;
    this.isStalled = false;
    this.isEvaluating = false;
  }

  private setPlanned(what: string, starts: boolean): void {
    if (what === "evaluation") this.isEvaluating = starts;
    else this.maintenances += starts ? 1 : -1;
  }
}
