import * as Effect from "effect/Effect";
import type { SimulatedRun } from "./simulator.ts";

/**
 * How long one slice should keep the event loop busy. Ctrl-C must feel immediate, and launchers such as tsx kill a
 * process that has not taken notice of it within some 30 ms.
 */
const SLICE_MS = 8;
/** The first slice is this part of the run; how fast it went sizes the next. */
const FIRST_SLICE = 1 / 4_096;

/** Runs to the end in slices of simulated time, and lets signals and timers in after each. */
export const advanceToEnd = Effect.fnUntraced(function* <E, R>(
  run: SimulatedRun,
  afterSlice: (nowUs: number) => Effect.Effect<void, E, R>,
) {
  let sliceUs = Math.ceil(run.endUs * FIRST_SLICE);
  while (run.nowUs < run.endUs) {
    const beforeUs = run.nowUs;
    const startedMs = performance.now();
    run.advance(Math.min(run.endUs, beforeUs + sliceUs));
    if (run.nowUs <= beforeUs) throw new Error(`the simulation stands still at ${beforeUs} of ${run.endUs} µs`);
    const growth = SLICE_MS / Math.max(0.01, performance.now() - startedMs);
    sliceUs = Math.max(1, Math.ceil(sliceUs * Math.min(2, Math.max(0.1, growth))));
    yield* afterSlice(run.nowUs);
    yield* Effect.yieldNow;
  }
});
