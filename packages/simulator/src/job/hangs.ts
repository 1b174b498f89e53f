import type { Fault } from "../fault/fault.ts";
import type { JobState } from "./state.ts";

/** Faults whose collective hangs, so that the job stands still though all of it is there. */
export class Hangs {
  private readonly state: JobState;
  private readonly faults = new Set<Fault>();

  constructor(state: JobState) {
    this.state = state;
  }

  get areAny(): boolean {
    return this.faults.size > 0;
  }

  /** Those that nobody has noticed so far. */
  list(): ReadonlyArray<Fault> {
    return this.faults.size === 0 ? none : [...this.faults];
  }

  has(fault: Fault): boolean {
    return this.faults.has(fault);
  }

  add(fault: Fault, step: number): void {
    const { nowUs, site } = this.state;
    this.faults.add(fault);
    if (site.journal.hasListener) site.journal.emit(nowUs, "job.hung", { faultId: fault.id, step });
  }

  /** Returns whether the fault hung the job. */
  delete(fault: Fault): boolean {
    return this.faults.delete(fault);
  }

  /** All but a fault over which the job stops: they would have stopped it as well. */
  others(fault: Fault): ReadonlyArray<Fault> {
    return this.faults.size === 0 ? none : [...this.faults].filter((one) => one !== fault);
  }

  clear(): void {
    // Clearing a set costs even when it is empty, and it nearly always is.
    if (this.faults.size > 0) this.faults.clear();
  }
}

const none: ReadonlyArray<Fault> = [];
