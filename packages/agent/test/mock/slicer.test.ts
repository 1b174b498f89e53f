import fc from "fast-check";
import { expect, test } from "vitest";
import { Slicer } from "../../src/mock/slicer.ts";

/** A run that takes so many milliseconds of the clock for each second of its own. */
const runOf = (clock: { nowMs: number }, msPerSecond: number) => ({
  nowUs: 0,
  endUs: 3_600e6,
  advance(untilUs: number) {
    clock.nowMs += ((untilUs - this.nowUs) / 1e6) * msPerSecond;
    this.nowUs = Math.max(this.nowUs, untilUs);
  },
});

test("a run arrives where it is sent, never beyond, and no slice takes much longer than it may once its speed is known", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-4, max: 10, noNaN: true }),
      fc.integer({ min: 0, max: 4_000e6 }),
      (msPerSecond, untilUs) => {
        const clock = { nowMs: 0 };
        const run = runOf(clock, msPerSecond);
        const slicer = new Slicer(run, () => clock.nowMs);
        let slices = 0;
        for (let isThere = false; !isThere; slices++) {
          const startedMs = clock.nowMs;
          isThere = slicer.slice(untilUs, 8);
          if (slices > 3) expect(clock.nowMs - startedMs).toBeLessThanOrEqual(17);
        }
        expect(run.nowUs).toBe(Math.min(untilUs, run.endUs));
      },
    ),
  );
});

test("a run that stands still is not waited for", () => {
  const slicer = new Slicer({ nowUs: 0, endUs: 10, advance: () => {} }, () => 0);
  expect(() => slicer.slice(5, 8)).toThrow("the simulation stands still at 0 of 5 µs");
});
