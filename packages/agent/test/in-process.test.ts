import { Agent } from "@ordeal/engine";
import * as Effect from "effect/Effect";
import { expect, onTestFinished, test } from "vitest";
import { inProcess } from "../src/in-process.ts";
import { experimentOf } from "./support.ts";

test("a paced run follows a clock that nobody sets: the wall clock may go back an hour meanwhile", async () => {
  const real = Date.now;
  onTestFinished(() => {
    Date.now = real;
  });
  const scenario = experimentOf();
  const paced = Effect.gen(function* () {
    const { open } = yield* Agent;
    const run = yield* open({ title: "Small", scenario, seed: 1, onEvent: () => {} });
    setTimeout(() => {
      Date.now = () => real() - 3_600_000;
    }, 100);
    // Three hours at this rate are 0.3 s.
    return yield* run.pace(36_000, run.endUs);
  });
  const startedMs = performance.now();
  const arrived = await Effect.runPromise(
    Effect.scoped(paced).pipe(Effect.provide(inProcess()), Effect.timeout(5_000)),
  );
  expect(arrived).toEqual({ atUs: scenario.duration, isOver: true });
  expect(performance.now() - startedMs).toBeGreaterThan(250);
});
