import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Storage, type Transfer } from "../../src/storage/storage.ts";

describe("storage", () => {
  test("gives one transfer all its bandwidth, two a half each", () => {
    const storage = new Storage();
    const first = storage.start(0, 100);
    expect(first.endUs).toBe(100);
    const second = storage.start(40, 100);
    expect([first.endUs, second.endUs]).toEqual([160, 240]);
    storage.stop(160, first);
    expect(second.endUs).toBe(200);
  });

  test("gives what is left to the others when a transfer is given up", () => {
    const storage = new Storage();
    const [first, second] = [storage.start(0, 100), storage.start(0, 100)];
    storage.stop(50, first);
    storage.stop(60, first);
    expect(second.endUs).toBe(125);
  });

  test("stands still while it is down and goes on where it stood", () => {
    const storage = new Storage();
    const transfer = storage.start(0, 100);
    storage.setShare(30, "down", 0);
    expect(transfer.endUs).toBe(Number.POSITIVE_INFINITY);
    expect(storage.bandwidthShare).toBe(0);
    storage.setShare(1_000, "down", undefined);
    expect(transfer.endUs).toBe(1_070);
    expect(storage.bandwidthShare).toBe(1);
  });

  test("multiplies the shares of several faults, in whatever order they came and go", () => {
    const [one, other] = [new Storage(), new Storage()];
    for (const [id, share] of [
      ["a", 0.1],
      ["b", 0.7],
      ["c", 0.3],
    ] as const)
      one.setShare(0, id, share);
    for (const [id, share] of [
      ["c", 0.3],
      ["a", 0.1],
      ["b", 0.7],
    ] as const)
      other.setShare(0, id, share);
    expect(one.bandwidthShare).toBe(other.bandwidthShare);
    one.setShare(1, "a", undefined);
    expect(one.bandwidthShare).toBeCloseTo(0.21, 12);
  });

  const arrivals = fc.array(
    fc.record({ startUs: fc.integer({ min: 0, max: 200 }), workUs: fc.integer({ min: 1, max: 100 }) }),
    { minLength: 1, maxLength: 5 },
  );
  const outage = fc.record({
    fromUs: fc.integer({ min: 0, max: 300 }),
    forUs: fc.integer({ min: 1, max: 200 }),
    share: fc.constantFrom(0, 0.25, 0.5),
  });

  test("ends every transfer within a microsecond or two of a fluid that is shared equally", () => {
    fc.assert(
      fc.property(arrivals, outage, (list, { fromUs, forUs, share }) => {
        const storage = new Storage();
        const active = new Map<Transfer, number>();
        const ended = new Map<number, number>();
        const left = list.map(({ workUs }) => workUs);
        const fluidEnd: Array<number> = [];
        for (let us = 0; us < 5_000 && ended.size < list.length; us++) {
          for (const [transfer, index] of active) {
            if (transfer.endUs > us) continue;
            storage.stop(us, transfer);
            active.delete(transfer);
            ended.set(index, us);
          }
          if (us === fromUs) storage.setShare(us, "x", share);
          if (us === fromUs + forUs) storage.setShare(us, "x", undefined);
          list.forEach(({ startUs, workUs }, index) => {
            if (startUs === us) active.set(storage.start(us, workUs), index);
          });
          const bandwidth = us >= fromUs && us < fromUs + forUs ? share : 1;
          const moving = list.flatMap(({ startUs }, index) =>
            startUs <= us && (left[index] as number) > 1e-9 ? [index] : [],
          );
          for (const index of moving) {
            left[index] = (left[index] as number) - bandwidth / moving.length;
            if ((left[index] as number) <= 1e-9) fluidEnd[index] = us + 1;
          }
        }
        for (const [index, us] of ended)
          expect(Math.abs(us - (fluidEnd[index] as number))).toBeLessThanOrEqual(list.length);
        expect(ended.size).toBe(list.length);
      }),
    );
  });
});
