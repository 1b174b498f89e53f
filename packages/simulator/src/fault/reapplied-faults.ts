import type { Fault } from "./fault.ts";

/** The active faults that act on a job whenever it steps again, oldest first. */
export class ReappliedFaults {
  private readonly faults = new Set<Fault>();
  /** How many of them act whether or not a path is cut. */
  private unconditional = 0;

  get areAny(): boolean {
    return this.faults.size > 0;
  }

  /** Whether any may act on a job that takes this node in, given whether a path of it is cut. */
  mayAct(isPathCut: boolean, node: number): boolean {
    if (isPathCut) return this.areAny;
    if (this.unconditional === 0) return false;
    for (const fault of this.faults) {
      if (!fault.behaviour.reappliesCut && (fault.isOnJob || fault.covers(node))) return true;
    }
    return false;
  }

  /** Takes a fault in that has just struck, if it is one of them. */
  add(fault: Fault): void {
    const { reapply, reappliesCut } = fault.behaviour;
    if (reapply === undefined) return;
    this.faults.add(fault);
    if (!reappliesCut) this.unconditional++;
  }

  delete(fault: Fault): void {
    if (this.faults.delete(fault) && !fault.behaviour.reappliesCut) this.unconditional--;
  }

  [Symbol.iterator](): IterableIterator<Fault> {
    return this.faults.values();
  }
}
