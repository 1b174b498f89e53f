import * as Schema from "effect/Schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DAY_US,
  DURATION_US_MAX,
  DurationUs,
  HOUR_US,
  MINUTE_US,
  PositiveDurationUs,
  printDuration,
  SECOND_US,
} from "../../src/index.ts";
import { nonsense, read, refused } from "../support.ts";

const microseconds = fc.oneof(
  fc.integer({ min: 0, max: DURATION_US_MAX }),
  fc
    .tuple(fc.constantFrom(1_000, SECOND_US, MINUTE_US, HOUR_US, DAY_US), fc.integer({ min: 0, max: 3_653 }))
    .map(([unit, count]) => unit * count),
);

describe("a duration", () => {
  test.each([
    ["10 seconds", 10_000_000],
    ["1 second", 1_000_000],
    ["150 millis", 150_000],
    ["7 micros", 7],
    ["30 days", 2_592_000_000_000],
    ["2 weeks", 14 * DAY_US],
    ["1 hour", HOUR_US],
    ["20.4 hours", 73_440_000_000],
    ["0.285 seconds", 285_000],
    ["0 seconds", 0],
    [" 10 seconds ", 10_000_000],
    ["3653 days", DURATION_US_MAX],
    ["30s", 30_000_000],
    ["10seconds", 10_000_000],
    ["10 secs", 10_000_000],
    ["10 s", 10_000_000],
    ["1h30m", 90 * MINUTE_US],
    ["2 min 30 s", 150_000_000],
    ["1 day 2 hours", 26 * HOUR_US],
    ["1 hour 30 minutes", 90 * MINUTE_US],
    ["1 d 9 h", 33 * HOUR_US],
    ["1.5h", 90 * MINUTE_US],
    ["150 ms", 150_000],
    ["12 µs", 12],
    ["PT30S", 30_000_000],
    ["PT1H30M", 90 * MINUTE_US],
    ["P1DT12H", 36 * HOUR_US],
    ["P2W", 14 * DAY_US],
  ])("%s is %i microseconds", (text, us) => {
    expect(read(DurationUs, text)).toBe(us);
  });

  test("is rounded to whole microseconds", () => {
    expect(read(DurationUs, "1.5 micros")).toBe(2);
    expect(read(DurationUs, "999 nanos")).toBe(1);
    expect(read(DurationUs, "400 nanos")).toBe(0);
  });

  test.each([
    "10",
    "ten seconds",
    "1 year",
    "30s 1h",
    "1h 1h",
    "1 m 1 min",
    "P1Y",
    "P1M",
    "PT",
    "P",
    "1h30",
    "30 S",
    "h",
    "1,000 seconds",
    "1e3 seconds",
    "1e400 seconds",
    "-1 seconds",
    "3654 days",
    `${"9".repeat(400)} days`,
    "93 %",
    "5 TB",
    10,
    0,
    -1,
    ...nonsense,
  ])("%s is none", (value) => {
    expect(refused(DurationUs, value)).toEqual([
      expect.stringMatching(
        /^expected a duration such as "10 seconds", "150 millis" or "30 days" \(at most 10 years\), found /,
      ),
    ]);
  });

  test("longer than zero refuses what rounds to zero, and says why", () => {
    for (const text of ["0 seconds", "0 days", "400 nanos", "-0 seconds"]) {
      expect(refused(PositiveDurationUs, text)).toEqual([
        `expected a duration longer than zero, such as "10 seconds", "150 millis" or "30 days" (at most 10 years), found "${text}"`,
      ]);
    }
    expect(read(PositiveDurationUs, "1 micros")).toBe(1);
  });

  test("reads back exactly as it was printed", () => {
    fc.assert(fc.property(microseconds, (us) => read(DurationUs, printDuration(us)) === us));
  });

  test("encodes as it is printed", () => {
    fc.assert(fc.property(microseconds, (us) => Schema.encodeSync(DurationUs)(us) === printDuration(us)));
  });

  test("is an integer from 0 to ten years whatever is written", () => {
    const text = fc
      .tuple(
        fc.oneof(fc.integer(), fc.double({ noNaN: true })),
        fc.constantFrom("nanos", "micros", "millis", "seconds", "minutes", "hours", "days", "weeks"),
      )
      .map(([count, unit]) => `${count} ${unit}`);
    fc.assert(
      fc.property(text, (written) => {
        if (refused(DurationUs, written).length > 0) return;
        const us = read(DurationUs, written);
        expect(Number.isSafeInteger(us) && us >= 0 && us <= DURATION_US_MAX).toBe(true);
      }),
    );
  });

  test.each([
    [0, "0 seconds"],
    [1, "1 micros"],
    [1_500, "1500 micros"],
    [2_000, "2 millis"],
    [90 * MINUTE_US, "90 minutes"],
    [DAY_US, "1 day"],
    [48 * HOUR_US, "2 days"],
  ])("of %i microseconds is printed in the largest unit that divides it", (us, text) => {
    expect(printDuration(us)).toBe(text);
  });
});
