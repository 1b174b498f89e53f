import type { Fault } from "./fault.ts";

/** The faults that are active, in no order that matters. */
export class ActiveFaults {
  private readonly faults: Array<Fault> = [];
  /** By id, from the first time on that one was looked for. */
  private byId: Map<string, Fault> | undefined;

  add(fault: Fault): void {
    fault.place = this.faults.length;
    this.faults.push(fault);
    this.byId?.set(fault.id, fault);
  }

  delete(fault: Fault): void {
    const last = this.faults.pop();
    this.byId?.delete(fault.id);
    if (last === undefined || last === fault) return;
    last.place = fault.place;
    this.faults[fault.place] = last;
  }

  /** The active fault of an id. */
  find(id: string): Fault | undefined {
    this.byId ??= new Map(this.faults.map((fault) => [fault.id, fault]));
    return this.byId.get(id);
  }

  /** All of them, oldest first. */
  list(): ReadonlyArray<Fault> {
    return [...this.faults].sort((a, b) => a.startUs - b.startUs || (a.id < b.id ? -1 : 1));
  }
}
