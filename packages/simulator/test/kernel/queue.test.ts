import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Entry, EventQueue, Priority } from "../../src/kernel/queue.ts";

const nothing = (): void => {};
const entries = fc.record({
  atUs: fc.integer({ min: 0, max: 8 }),
  priority: fc.constantFrom(...Object.values(Priority)),
  id: fc.constantFrom("a", "b", "c", "a#10", "a#9"),
  happen: fc.constant(nothing),
});
/** Something new, or that what comes next is taken out. */
const moves = fc.array(fc.option(entries, { nil: undefined, freq: 3 }), { maxLength: 120, size: "max" });

const inOrder = (a: Entry, b: Entry): number =>
  a.atUs - b.atUs || a.priority - b.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const plain = ({ atUs, priority, id }: Entry) => ({ atUs, priority, id });

describe("the future", () => {
  test("gives out what a sorted array does, whatever comes in between", () => {
    fc.assert(
      fc.property(moves, (all) => {
        const queue = new EventQueue();
        const sorted: Array<Entry> = [];
        for (const entry of all) {
          if (entry !== undefined) {
            queue.push(entry);
            sorted.push(entry);
            sorted.sort(inOrder);
          } else if (sorted.length > 0) expect(plain(queue.pop())).toEqual(plain(sorted.shift() as Entry));
          expect(queue.nextUs).toBe(sorted[0]?.atUs ?? Number.POSITIVE_INFINITY);
          expect(queue.nextPriority).toBe(sorted[0]?.priority);
        }
        for (const entry of sorted) expect(plain(queue.pop())).toEqual(plain(entry));
        expect(queue.nextUs).toBe(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 300 },
    );
  });

  test("settles ties by heals, completions, the end, then faults; and those by their ids", () => {
    const queue = new EventQueue();
    const of = (priority: Priority, id: string) => queue.push({ atUs: 5, priority, id, happen: nothing });
    of(Priority.fault, "a");
    of(Priority.end, "end");
    of(Priority.heal, "z");
    of(Priority.completion, "m");
    of(Priority.heal, "b");
    expect(Array.from({ length: 5 }, () => queue.pop().id)).toEqual(["b", "z", "m", "end", "a"]);
  });
});
