import { bad, type Finding, type FoundFault, other } from "../../finding.ts";
import type { PhaseRow } from "./row.ts";

/** How many rows are held until the last has come: their order in the file may be any. */
const ROWS_MAX = 500_000;

/** Makes faults of rows that are their starts and ends, in whatever order the file has them. */
export class Phases {
  readonly tooMany = `more than ${ROWS_MAX.toLocaleString("en-US")} rows of starts and ends: split the file`;
  readonly #rows: Array<PhaseRow> = [];

  /** Takes a row; false when there is no room for it. */
  add(row: PhaseRow): boolean {
    return this.#rows.length < ROWS_MAX && this.#rows.push(row) > 0;
  }

  /**
   * Each start with the end that comes after it in time: an end belongs to the oldest start of its key that has none,
   * first to one of the same cause. A start without an end is open to the end of the record.
   */
  *pair(): Generator<Finding> {
    const open = new Map<string, Array<PhaseRow & { readonly fault: FoundFault }>>();
    for (const row of this.#inTime()) {
      const { line, key, fault, cause, atUs } = row;
      const there = open.get(key) ?? [];
      if (fault !== undefined) {
        const isTold = there.some((one) => sameFault(one.fault, fault));
        if (isTold) yield other(line, "a start that was told before its end", fault.component);
        else open.set(key, [...there, { ...row, fault }]);
        continue;
      }
      const same = there.findIndex((one) => one.cause === cause);
      const [start] = there.splice(Math.max(0, same), 1);
      if (start === undefined) yield bad(line, "an end without a start", row.component);
      else {
        if (there.length === 0) open.delete(key);
        yield { line: start.line, fault: { ...start.fault, endUs: atUs } };
      }
    }
    for (const { line, fault } of [...open.values()].flat()) {
      const note = [fault.note, "not over when the record ends"].filter((text) => text !== undefined).join("; ");
      yield { line, fault: { ...fault, note } };
    }
  }

  /** Rows in order of time; those of the same instant in the direction in which the file goes. */
  #inTime(): ReadonlyArray<PhaseRow> {
    const rows = this.#rows;
    const isBackwards = (rows[0]?.atUs ?? 0) > (rows.at(-1)?.atUs ?? 0);
    const direction = isBackwards ? -1 : 1;
    return rows.toSorted((a, b) => a.atUs - b.atUs || direction * (a.line - b.line));
  }
}

const sameFault = (a: FoundFault, b: FoundFault): boolean =>
  a.kind === b.kind && a.cause === b.cause && JSON.stringify(a.parameters) === JSON.stringify(b.parameters);
