import * as Schema from "effect/Schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_US, DateMs, DURATION_US_MAX, HOUR_US, Instant, instantUs } from "../../src/index.ts";
import { nonsense, read, refused } from "../support.ts";

const NINE_IN_SHENZHEN = Date.UTC(2026, 2, 26, 1);

describe("a date", () => {
  test.each([
    ["2026-03-26T09:00:00+08:00", NINE_IN_SHENZHEN],
    ["2026-03-26T01:00:00Z", NINE_IN_SHENZHEN],
    ["2026-03-26T01:00Z", NINE_IN_SHENZHEN],
    ["2026-03-25T20:00-05:00", NINE_IN_SHENZHEN],
    ["2026-03-26T01:00:00.250Z", NINE_IN_SHENZHEN + 250],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
  ])("%s is read with its zone", (text, ms) => {
    expect(read(DateMs, text)).toBe(ms);
  });

  test.each([
    ["without a zone", "2026-03-26T09:00:00"],
    ["without a time", "2026-03-26"],
    ["of a month that does not exist", "2026-13-01T00:00:00Z"],
    ["of 31 February", "2026-02-31T00:00:00Z"],
    ["of 29 February in a common year", "2025-02-29T12:00Z"],
    ["of 31 April", "2026-04-31T00:00Z"],
    ["of an hour that does not exist", "2026-03-26T25:00Z"],
    ["of a leap second", "2026-12-31T23:59:60Z"],
    ["in a zone that does not exist", "2026-03-26T09:00:00+99:99"],
    ["in words", "26 March 2026 09:00 UTC"],
  ])("%s is refused", (_, text) => {
    expect(refused(DateMs, text)).toEqual([
      `expected a date with its time zone, such as "2026-03-26T09:00:00+08:00", found "${text}"`,
    ]);
  });

  test("reads back exactly as it was encoded", () => {
    const dates = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(read(DateMs, Schema.encodeSync(DateMs)(date.getTime()))).toBe(date.getTime());
      }),
    );
  });
});

describe("an instant", () => {
  test("is a time since the start or a date", () => {
    expect(read(Instant, "90 minutes")).toBe(1.5 * HOUR_US);
    expect(read(Instant, "0 seconds")).toBe(0);
    expect(read(Instant, "2026-03-26T09:00:00+08:00")).toEqual({ dateMs: NINE_IN_SHENZHEN });
  });

  test.each(["2026-03-26T09:00:00", "-5 minutes", "soon", 90, ...nonsense])("%s is none", (value) => {
    expect(refused(Instant, value)).toEqual([
      expect.stringMatching(
        /^expected a time since the start such as "90 minutes", or a date with its time zone, found /,
      ),
    ]);
  });

  test("reads back exactly as it was encoded", () => {
    const instants = fc.oneof(
      fc.integer({ min: 0, max: DURATION_US_MAX }),
      fc.integer({ min: 0, max: 4_000_000_000_000 }).map((dateMs) => ({ dateMs })),
    );
    fc.assert(
      fc.property(instants, (instant) => {
        expect(read(Instant, Schema.encodeSync(Instant)(instant))).toEqual(instant);
      }),
    );
  });

  test("by date counts from the run's start, whatever the zones", () => {
    const startsAt = read(DateMs, "2026-03-26T09:00:00+08:00");
    expect(instantUs(read(Instant, "2026-03-27T01:00:00Z"), startsAt)).toBe(DAY_US);
    expect(instantUs(read(Instant, "2026-03-26T00:00:00Z"), startsAt)).toBe(-HOUR_US);
    expect(instantUs(5, startsAt)).toBe(5);
  });

  test("by date is unknown without the run's start, and too far from it", () => {
    const date = read(Instant, "2026-03-27T01:00:00Z");
    expect(instantUs(date, undefined)).toBeUndefined();
    expect(instantUs(date, Date.UTC(2006, 0, 1))).toBeUndefined();
    expect(instantUs({ dateMs: DURATION_US_MAX / 1_000 }, 0)).toBe(DURATION_US_MAX);
    expect(instantUs({ dateMs: DURATION_US_MAX / 1_000 + 1 }, 0)).toBeUndefined();
    expect(instantUs(5, undefined)).toBe(5);
  });
});
