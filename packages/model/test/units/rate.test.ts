import * as Schema from "effect/Schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_US, HOUR_US, RateText, rateUnits } from "../../src/index.ts";
import { nonsense, read, refused } from "../support.ts";

/** How far off the last digits of a quotient may be. */
const isNear = (actual: number, expected: number): boolean =>
  Math.abs(actual - expected) <= Math.abs(expected) * 4 * Number.EPSILON;

describe("a rate", () => {
  test.each([
    ["0.3e-3 per card-day", 0.3e-3 / DAY_US, "card"],
    ["0.3 per mille per card-day", 0.3e-3 / DAY_US, "card"],
    ["0.057 % per link-month", 0.00057 / (30 * DAY_US), "link"],
    ["0.057% per link-month", 0.00057 / (30 * DAY_US), "link"],
    ["0.051 % per tor-month", 0.00051 / (30 * DAY_US), "tor"],
    ["3.79 per 1,000 node-days", 3.79e-3 / DAY_US, "node"],
    ["6.50 per 1000 node-days", 6.5e-3 / DAY_US, "node"],
    ["0.0876 per loop-year", 0.0876 / (365 * DAY_US), "loop"],
    ["419 per 54 days", 419 / (54 * DAY_US), "fleet"],
    ["419 in 54 days", 419 / (54 * DAY_US), "fleet"],
    ["4.2 per day", 4.2 / DAY_US, "fleet"],
    ["2 per week", 2 / (7 * DAY_US), "fleet"],
    ["1 per 2.5 hours", 1 / (2.5 * HOUR_US), "fleet"],
    ["1e-7 per card-hour", 1e-7 / HOUR_US, "card"],
    ["1 per 50,000 gpu-hours", 1 / (50_000 * HOUR_US), "card"],
    ["0.3e-3 per npu-day", 0.3e-3 / DAY_US, "card"],
    ["0 per day", 0, "fleet"],
    [" 4.2  per  day ", 4.2 / DAY_US, "fleet"],
  ])("is read as published: %s", (text, perUs, per) => {
    const rate = read(RateText, text);
    expect(rate.per).toBe(per);
    expect(isNear(rate.perUs, perUs), `${rate.perUs} is not ${perUs}`).toBe(true);
  });

  test("of 0.3 per mille a card-day makes 4.2 faults a day on 14,000 cards", () => {
    expect(read(RateText, "0.3e-3 per card-day").perUs * DAY_US * 14_000).toBeCloseTo(4.2, 12);
  });

  test.each([...rateUnits])("can count the %s", (per) => {
    expect(read(RateText, `1 per ${per}-day`).per).toBe(per);
  });

  test.each([
    "-1 per day",
    "-0.3e-3 per card-day",
    "1e400 per day",
    "1e400 per card-day",
    "3 per 0 days",
    "3 per 0 card-days",
    "3 per -5 days",
    "3 per , card-days",
    "3 per tpu-day",
    "3 per card-decade",
    "0.3 per card-constructor",
    "3 per constructor",
    "3 per card",
    "per day",
    "3",
    "3 %",
    "10 seconds",
    "1 per day per card",
    0.3e-3,
    ...nonsense,
  ])("%s is none", (value) => {
    expect(refused(RateText, value)).toEqual([
      expect.stringMatching(/^expected a rate that is not negative, such as "0\.3e-3 per card-day", .*, found /),
    ]);
  });

  test("reads back, but for the last digits, as it was encoded", () => {
    const rates = fc.record({
      perUs: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1e-15, noNaN: true })),
      per: fc.constantFrom(...rateUnits),
    });
    fc.assert(
      fc.property(rates, (rate) => {
        const again = read(RateText, Schema.encodeSync(RateText)(rate));
        expect(again.per).toBe(rate.per);
        expect(isNear(again.perUs, rate.perUs) || rate.perUs < 1e-300).toBe(true);
      }),
    );
  });

  test("is a finite number that is not negative whatever is written", () => {
    const text = fc
      .tuple(fc.double({ noNaN: true }), fc.nat(), fc.constantFrom("day", "card-day", "node-years", "link-months"))
      .map(([count, many, span]) => `${count} per ${many} ${span}`);
    fc.assert(
      fc.property(text, (written) => {
        if (refused(RateText, written).length > 0) return;
        const { perUs } = read(RateText, written);
        expect(Number.isFinite(perUs) && perUs >= 0).toBe(true);
      }),
    );
  });
});
