import type { JournalEvent } from "@ordeal/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openRun, type RunOptions } from "../../src/index.ts";
import { experimentOf, type Written } from "../support/run.ts";

const STEP_SECONDS = 7;
const HOURS = 3;
const seconds = (max: number, min = 0) => fc.integer({ min, max }).map((s) => `${s} seconds`);
const tier = (name: string) =>
  fc.record({
    name: fc.constant(name),
    medium: fc.constantFrom("storage", "storage", "memory"),
    stall: fc.oneof(fc.constant("0 seconds"), seconds(15)),
    // Also longer than an interval, so that saves are skipped, and copies share the storage.
    persist: fc.oneof(fc.constant("0 seconds"), seconds(300)),
    load: seconds(40),
    interval: fc.oneof(
      fc.integer({ min: 1, max: 40 }).map((steps) => ({ steps })),
      seconds(400, 20),
    ),
  });
const at = seconds(HOURS * 3_600 - 1, 1);
const duration = seconds(1_500, 1);
const fault = fc.oneof(
  fc.record({ kind: fc.constant("job.crash"), at }),
  fc.record({ kind: fc.constant("storage.slow"), share: fc.constantFrom(0.5, 0.3), at, duration }),
  fc.record({ kind: fc.constant("storage.down"), at, duration }),
  fc.record({
    kind: fc.constant("cooling.inlet"),
    target: fc.constant("cdu0"),
    rise: fc.integer({ min: 5, max: 60 }),
    at,
    duration,
  }),
  fc.record({ kind: fc.constant("checkpoint.torn"), target: fc.constant("tier/first"), at }),
);
const written: fc.Arbitrary<Written> = fc
  .record({
    tiers: fc.tuple(tier("first"), tier("second"), tier("third")),
    evaluation: fc.option(fc.record({ everySteps: fc.integer({ min: 20, max: 300 }), takes: seconds(60, 1) }), {
      nil: undefined,
    }),
    faults: fc.array(fault, { maxLength: 4 }),
  })
  .map(({ tiers, evaluation, faults }) => ({
    duration: `${HOURS} hours`,
    job: { step: `${STEP_SECONDS} seconds`, ...(evaluation === undefined ? {} : { evaluation }) },
    checkpoint: { interval: "10 minutes", tiers },
    faults,
  }));

/** What a run comes to; one that is watched is looked at in every step, so that it never lags behind for long. */
const runOf = (written: Written, isWatched: boolean, options: Partial<RunOptions> = {}) => {
  const run = openRun(experimentOf(written), { seed: 1, ...options });
  for (let second = 3; isWatched && second < HOURS * 3_600; second += STEP_SECONDS) {
    run.advance(second * 1e6);
    run.snapshot();
  }
  run.advance(run.endUs);
  return { result: run.result(), snapshot: run.snapshot(), telemetry: run.telemetry() };
};

test("a job that lags behind for the saves of three tiers comes out where one does that is watched in every step", () => {
  fc.assert(
    fc.property(written, (one) => {
      const [watched, unwatched]: [Array<JournalEvent>, Array<JournalEvent>] = [[], []];
      const expected = runOf(one, true, { onEvent: (event) => watched.push(event) });
      expect(runOf(one, false, { onEvent: (event) => unwatched.push(event) })).toEqual(expected);
      expect(unwatched).toEqual(watched);
      expect(runOf(one, false)).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});
