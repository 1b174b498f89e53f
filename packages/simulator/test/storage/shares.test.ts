import type { JournalEvent } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { Journal } from "../../src/journal.ts";
import { Clock } from "../../src/kernel/clock.ts";
import { StorageShares } from "../../src/storage/shares.ts";
import { Storage } from "../../src/storage/storage.ts";

const sharesOf = () => {
  const clock = new Clock();
  const storage = new Storage();
  const journal: Array<JournalEvent> = [];
  /** What its user saw of the share, before each change and after it. */
  const seen: Array<string> = [];
  const shares = new StorageShares(clock, new Journal({ onEvent: (event) => journal.push(event) }), storage, {
    beforeStorageChanges: () => seen.push(`before: ${storage.bandwidthShare}`),
    storageChanged: () => seen.push(`after: ${storage.bandwidthShare}`),
  });
  return { clock, storage, shares, seen, said: () => journal.map(({ atUs, data }) => [atUs, data]) };
};
const [a, b, c] = [{ id: "a" }, { id: "b" }, { id: "c" }];

describe("the shares that faults leave of storage", () => {
  test("multiply, and their user hears of each change before and after it", () => {
    const { clock, shares, seen, said } = sharesOf();
    shares.set(a, 0.5);
    clock.nowUs = 7;
    shares.set(b, 0.5);
    shares.set(a, undefined);
    expect(seen).toEqual(["before: 1", "after: 0.5", "before: 0.5", "after: 0.25", "before: 0.25", "after: 0.5"]);
    expect(said()).toEqual([
      [0, { share: 0.5 }],
      [7, { share: 0.25 }],
      [7, { share: 0.5 }],
    ]);
  });

  test("of faults that go at once come back together, at the end", () => {
    const { shares, storage, seen, said } = sharesOf();
    shares.set(a, 0.5);
    shares.set(b, 0);
    shares.set(c, 0.5);
    seen.length = 0;
    shares.defer();
    shares.set(a, undefined);
    shares.set(b, undefined);
    expect([storage.bandwidthShare, seen]).toEqual([0, []]);
    shares.flush();
    expect([storage.bandwidthShare, seen]).toEqual([0.5, ["before: 0", "after: 0.5"]]);
    expect(said().at(-1)).toEqual([0, { share: 0.5 }]);
    shares.set(c, undefined);
    expect(storage.bandwidthShare).toBe(1);
  });

  test("are not looked at again where none went, nor twice", () => {
    const { shares, seen } = sharesOf();
    shares.defer();
    shares.flush();
    expect(seen).toEqual([]);
    shares.set(a, 0.5);
    shares.defer();
    shares.set(a, undefined);
    shares.flush();
    const { length } = seen;
    shares.flush();
    expect(seen).toHaveLength(length);
  });

  test("that come while others go count all the same", () => {
    const { shares, storage } = sharesOf();
    shares.set(a, 0.5);
    shares.defer();
    shares.set(a, undefined);
    shares.set(b, 0.25);
    shares.flush();
    expect(storage.bandwidthShare).toBe(0.25);
  });
});
