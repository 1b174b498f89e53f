import { DURATION_US_MAX, DurationUs, decode } from "@ordeal/model";
import { expect, test } from "vitest";
import { humanDuration, humanInstant } from "../../src/print/duration.ts";

const s = 1_000_000;

test.each([
  [0, "0 s"],
  [3, "3 µs"],
  [150_000, "150 ms"],
  [999_600, "1 s"],
  [1_500_000, "1.5 s"],
  [51 * s, "51 s"],
  [59.7 * s, "1 min"],
  [150 * s, "2 min 30 s"],
  [3_599 * s, "59 min 59 s"],
  [3_600 * s - 1, "1 h"],
  [7_980 * s, "2 h 13 min"],
  [86_399 * s, "1 day"],
  [86_400 * s, "1 day"],
  [30 * 86_400 * s, "30 days"],
  [2_485_000 * s, "28 d 18 h"],
  [-90 * s, "−1 min 30 s"],
])("%d µs is said as %s", (us, said) => {
  expect(humanDuration(us)).toBe(said);
});

test("instants count days from one", () => {
  expect(humanInstant(0)).toBe("day 1, 00:00");
  expect(humanInstant(86_399 * s)).toBe("day 1, 23:59");
  expect(humanInstant(11 * 86_400 * s + 11_640 * s)).toBe("day 12, 03:14");
});

test("what is printed reads back, to the precision that it is printed with", () => {
  for (let us = 1; us < DURATION_US_MAX; us = Math.ceil(us * 1.37)) {
    const read = decode(DurationUs, humanDuration(us));
    if (!("value" in read)) throw new Error(`${humanDuration(us)} does not read back`);
    expect(Math.abs(read.value - us), humanDuration(us)).toBeLessThanOrEqual(Math.max(500, us / 20));
  }
});
