import * as Effect from "effect/Effect";
import { afterEach, expect, test, vi } from "vitest";
import { showRunProgress } from "../../src/print/progress.ts";
import { Screen } from "../../src/screen.ts";
import { keptScreen } from "../support.ts";

afterEach(() => {
  vi.useRealTimers();
});

const hour = 3_600_000_000;

test("off a terminal, a run that takes long prints a plain line every few seconds", async () => {
  vi.useFakeTimers();
  const { screen, err } = keptScreen();
  const watched = Effect.gen(function* () {
    const progress = yield* showRunProgress("A test", 10 * hour);
    for (let second = 0; second < 10; second++) {
      vi.advanceTimersByTime(1_000);
      yield* progress.at((second + 1) * hour);
    }
  });
  await Effect.runPromise(Effect.scoped(watched).pipe(Effect.provideService(Screen, screen)));
  expect(err()).toBe("A test: 20 %, day 1, 02:00 of 10 h\nA test: 70 %, day 1, 07:00 of 10 h\n");
});

test("a run that is over within two seconds shows none", async () => {
  const { screen, err } = keptScreen();
  const watched = Effect.flatMap(showRunProgress("A test", hour), (progress) => progress.at(hour / 2));
  await Effect.runPromise(Effect.scoped(watched).pipe(Effect.provideService(Screen, screen)));
  expect(err()).toBe("");
});
