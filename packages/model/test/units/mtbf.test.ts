import * as Schema from "effect/Schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_US, HOUR_US, MtbfText, printMtbf, RateText, rateOfMtbf, rateUnits } from "../../src/index.ts";
import { nonsense, read, refused } from "../support.ts";

describe("a mean time between failures", () => {
  test.each([
    ["50,000 hours per card", 50_000 * HOUR_US, "card"],
    ["50000 hours per card", 50_000 * HOUR_US, "card"],
    ["1,250,000.5 hours per gpu", 1_250_000.5 * HOUR_US, "card"],
    ["5e4h per npu", 50_000 * HOUR_US, "card"],
    ["30 days per node", 30 * DAY_US, "node"],
    ["1 year per link", 365 * DAY_US, "link"],
    ["5.7 hours per fleet", 5.7 * HOUR_US, "fleet"],
  ])("is read as data sheets give it: %s", (text, us, per) => {
    expect(read(MtbfText, text)).toEqual({ us, per });
  });

  test.each([
    "0 hours per card",
    "-1 hours per card",
    "50,00 hours per card",
    "50,000 hours",
    "50,000 per card",
    "50,000 hours per tpu",
    "50,000 hours per constructor",
    "1e400 hours per card",
    "0.3e-3 per card-day",
    ...nonsense,
  ])("%s is none", (value) => {
    expect(refused(MtbfText, value)).toEqual([
      expect.stringMatching(/^expected a mean time longer than zero .*, found /),
    ]);
  });

  test("is the very rate of one fault in that much exposure", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.constantFrom(...rateUnits), (hours, per) => {
        if (per === "fleet") return;
        const mtbf = read(MtbfText, `${hours.toLocaleString("en-US")} hours per ${per}`);
        expect(rateOfMtbf(mtbf)).toEqual(read(RateText, `1 per ${hours} ${per}-hours`));
      }),
    );
  });

  test("is printed so that it reads back exactly", () => {
    expect(printMtbf(read(MtbfText, "50000h per gpu"))).toBe("50,000 hours per card");
    const mtbf = fc.record({
      us: fc.double({ min: 1e-3, max: 1e25, noNaN: true }),
      per: fc.constantFrom(...rateUnits),
    });
    fc.assert(
      fc.property(mtbf, (value) => {
        expect(read(MtbfText, Schema.encodeSync(MtbfText)(value))).toEqual(value);
      }),
    );
  });
});
