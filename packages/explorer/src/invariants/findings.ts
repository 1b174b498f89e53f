import type { AnyEvent, JournalEvent } from "@ordeal/model";
import type { Violation } from "./invariant.ts";

export const told = (journal: ReadonlyArray<JournalEvent>): ReadonlyArray<AnyEvent> =>
  journal as unknown as ReadonlyArray<AnyEvent>;

/** Enough to see what is wrong; one broken line can make every line after it look broken. */
const FINDINGS_MAX = 20;

/** What one check has found so far. */
export class Findings {
  readonly violations: Array<Violation> = [];
  private readonly invariant: string;

  constructor(invariant: string) {
    this.invariant = invariant;
  }

  /** A line of the journal that breaks the invariant. */
  at({ atUs, seq }: { readonly atUs: number; readonly seq: number }, message: string): void {
    this.add(atUs, seq, message);
  }

  /** Something that shows in no single line. */
  overall(atUs: number, message: string): void {
    this.add(atUs, null, message);
  }

  private add(atUs: number, seq: number | null, message: string): void {
    if (this.violations.length < FINDINGS_MAX) this.violations.push({ invariant: this.invariant, atUs, seq, message });
  }
}
