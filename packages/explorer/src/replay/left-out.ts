import type { NotApplied } from "./place.ts";

/** The faults of a timeline that were not applied: all are counted by reason, and the first of each are listed. */
export class LeftOut {
  private readonly byReason = new Map<string, { count: number; readonly first: Array<NotApplied> }>();
  count = 0;

  add(one: NotApplied): void {
    this.count++;
    let known = this.byReason.get(one.reason);
    if (known === undefined) {
      if (this.byReason.size >= REASONS_MAX) return this.addOther(one);
      known = { count: 0, first: [] };
      this.byReason.set(one.reason, known);
    }
    known.count++;
    if (known.first.length < LISTED_MAX) known.first.push(one);
  }

  /** Reasons beyond the first so many are counted as one. */
  private addOther(one: NotApplied): void {
    const known = this.byReason.get(OTHER) ?? { count: 0, first: [] };
    this.byReason.set(OTHER, known);
    known.count++;
    if (known.first.length < LISTED_MAX) known.first.push(one);
  }

  /** Reasons, the most frequent first, with the first faults of each. */
  reasons(): ReadonlyArray<{
    readonly reason: string;
    readonly count: number;
    readonly first: ReadonlyArray<NotApplied>;
  }> {
    return [...this.byReason]
      .map(([reason, { count, first }]) => ({ reason, count, first }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }
}

const REASONS_MAX = 100;
const OTHER = "other reasons";
/** How many of one reason are listed; the others are counted. */
const LISTED_MAX = 100;
