import { expect, test } from "vitest";
import { Countdown } from "../../src/job/countdown.ts";

test("a countdown runs only while it is let run, from the first time that it was let", () => {
  const countdown = new Countdown(100);
  expect([countdown.endUs, countdown.isRunning]).toEqual([Number.POSITIVE_INFINITY, false]);
  countdown.run(10);
  countdown.run(50);
  expect([countdown.endUs, countdown.isRunning]).toEqual([110, true]);
  countdown.stop(60);
  countdown.stop(70);
  expect([countdown.endUs, countdown.isRunning]).toEqual([Number.POSITIVE_INFINITY, false]);
  countdown.run(1_000);
  expect(countdown.endUs).toBe(1_050);
});
