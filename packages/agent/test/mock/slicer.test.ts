import fc from "fast-check";
import { expect, test } from "vitest";
import { SLICE_EVENTS_MAX, Slicer } from "../../src/mock/slicer.ts";

/** A run with so many events, evenly, each of which takes so many milliseconds of the clock; and how many happened. */
const runOf = (clock: { nowMs: number }, eventUs: number, eventMs: number) => ({
  nowUs: 0,
  endUs: 3_600e6,
  events: 0,
  advance(untilUs: number, eventsMax: number) {
    for (let left = eventsMax; this.nowUs + eventUs <= untilUs; left--) {
      if (left === 0) return false;
      this.nowUs += eventUs;
      this.events++;
      clock.nowMs += eventMs;
    }
    this.nowUs = Math.max(this.nowUs, untilUs);
    return true;
  },
});

test("a run arrives where it is sent, never beyond, and no slice has more events, or takes longer, than it may", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20_000, max: 100e6 }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.integer({ min: 0, max: 4_000e6 }),
      (eventUs, eventMs, untilUs) => {
        const clock = { nowMs: 0 };
        const run = runOf(clock, eventUs, eventMs);
        const slicer = new Slicer(run, () => clock.nowMs);
        for (let isThere = false; !isThere; ) {
          const [startedMs, before] = [clock.nowMs, run.events];
          isThere = slicer.slice(untilUs, 5);
          expect(run.events - before).toBeLessThanOrEqual(SLICE_EVENTS_MAX);
          // Once it may go on it may take what one look at the clock takes, or one event.
          expect(clock.nowMs - startedMs).toBeLessThanOrEqual(5 + Math.max(1, eventMs));
        }
        expect(run.nowUs).toBe(Math.min(untilUs, run.endUs));
      },
    ),
    { numRuns: 60 },
  );
});

test("events that suddenly take a hundred times as long hold up one look at the clock, and no more", () => {
  const clock = { nowMs: 0 };
  const run = runOf(clock, 1_000, 0.001);
  const slicer = new Slicer(run, () => clock.nowMs);
  for (let slice = 0; slice < 10; slice++) slicer.slice(run.endUs, 5);
  const slow = { ...run, advance: run.advance };
  Object.assign(run, {
    advance(untilUs: number, eventsMax: number) {
      clock.nowMs += Math.min(eventsMax, 256) * 0.1;
      return slow.advance.call(run, untilUs, eventsMax);
    },
  });
  const startedMs = clock.nowMs;
  slicer.slice(run.endUs, 5);
  expect(clock.nowMs - startedMs).toBeLessThan(40);
  const againMs = clock.nowMs;
  slicer.slice(run.endUs, 5);
  expect(clock.nowMs - againMs).toBeLessThan(7);
});

test("a run that stands still is not waited for", () => {
  const slicer = new Slicer({ nowUs: 0, endUs: 10, advance: () => false }, () => 0);
  expect(() => {
    for (let slice = 0; slice < 10_000; slice++) slicer.slice(5, 8);
  }).toThrow("the simulation stands still at 0 of 5 µs");
});
