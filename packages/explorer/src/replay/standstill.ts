import type { AnyEvent } from "../invariants/findings.ts";

/** Whether the job waits, up but without a step, for a path that is cut or for a collective that hangs. */
export class Standstill {
  private readonly hangs = new Set<string>();
  /** Whether a path is cut, or fails over. */
  isStalled = false;
  /** Since when it stands still; Infinity while it does not. A stop ends it: what follows is a recovery. */
  sinceUs = Number.POSITIVE_INFINITY;

  get isHung(): boolean {
    return this.hangs.size > 0;
  }

  get isStill(): boolean {
    return this.isStalled || this.isHung;
  }

  hear(event: AnyEvent): void {
    switch (event.type) {
      case "job.stalled":
        this.isStalled = true;
        this.sinceUs = Math.min(this.sinceUs, event.atUs);
        return;
      case "job.hung":
        this.hangs.add(event.data.faultId);
        this.sinceUs = Math.min(this.sinceUs, event.atUs);
        return;
      case "job.unstalled":
        this.isStalled = false;
        break;
      case "fault.ended":
        if (!this.hangs.delete(event.data.faultId)) return;
        break;
      case "job.stopped":
        this.isStalled = false;
        this.hangs.clear();
        break;
      default:
        return;
    }
    if (!this.isStill) this.sinceUs = Number.POSITIVE_INFINITY;
  }
}
