import type { Fault } from "./fault.ts";

/** The faults that are active, in no order that matters. */
export class ActiveFaults {
  private readonly faults: Array<Fault> = [];

  add(fault: Fault): void {
    fault.place = this.faults.length;
    this.faults.push(fault);
  }

  delete(fault: Fault): void {
    const last = this.faults.pop();
    if (last === undefined || last === fault) return;
    last.place = fault.place;
    this.faults[fault.place] = last;
  }

  /** The active fault of an id. */
  find(id: string): Fault | undefined {
    return this.faults.find((fault) => fault.id === id);
  }

  /** All of them, oldest first. */
  list(): ReadonlyArray<Fault> {
    return [...this.faults].sort((a, b) => a.startUs - b.startUs || (a.id < b.id ? -1 : 1));
  }
}
