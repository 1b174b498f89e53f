import { streamOf } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { fitRepair } from "../../src/fit/repair-law.ts";
import { kaplanMeier } from "../../src/fit/survival.ts";
import { HOUR } from "./support.ts";

const none = new Float64Array();

/** Repairs of median 20 h and mean 30 h. */
const lognormal = (count: number, seed = 1): Float64Array => {
  const stream = streamOf(seed, "repairs");
  const sigma = Math.sqrt(2 * Math.log(1.5));
  return Float64Array.from({ length: count }, () => 20 * HOUR * Math.exp(sigma * stream.normal()));
};

describe("the law of repairs", () => {
  test("is found again where it is lognormal, by likelihood", () => {
    const fitted = fitRepair({ completeUs: lognormal(1_000), censoredUs: none });
    expect(fitted?.by).toBe("likelihood");
    expect((fitted?.medianUs.value ?? 0) / HOUR).toBeCloseTo(20, -0.5);
    expect((fitted?.meanUs.value ?? 0) / HOUR).toBeCloseTo(30, -0.6);
  });

  test("counts repairs that are not over for what they are: longer than so far", () => {
    const all = lognormal(1_000);
    const completeUs = all.filter((us) => us <= 24 * HOUR);
    const censoredUs = all.filter((us) => us > 24 * HOUR).map(() => 24 * HOUR);
    const fitted = fitRepair({ completeUs, censoredUs });
    const without = fitRepair({ completeUs, censoredUs: none });
    expect(fitted?.censored).toBe(censoredUs.length);
    expect((fitted?.likelihood.meanUs ?? 0) / HOUR).toBeGreaterThan(25);
    expect((fitted?.likelihood.meanUs ?? 0) / HOUR).toBeLessThan(36);
    expect((without?.likelihood.meanUs ?? 0) / HOUR).toBeLessThan(15);
  });

  test("has the median and mean of the repairs themselves where it is not lognormal", () => {
    const completeUs = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? HOUR : 100 * HOUR));
    const fitted = fitRepair({ completeUs, censoredUs: none });
    expect(fitted?.by).toBe("median and mean");
    expect(fitted?.medianUs.value).toBe(HOUR);
    expect(fitted?.meanUs.value).toBeCloseTo(50.5 * HOUR, 0);
    expect(fitted?.meanUs.interval[0]).toBeLessThan(50.5 * HOUR);
    expect(fitted?.meanUs.interval[1]).toBeGreaterThan(50.5 * HOUR);
  });

  test("has their mean and spread where median and mean lie together though they scatter", () => {
    const completeUs = Float64Array.from({ length: 400 }, (_, i) => (i + 0.5) * HOUR);
    const fitted = fitRepair({ completeUs, censoredUs: none });
    expect(fitted?.by).toBe("mean and spread");
    expect(fitted?.meanUs.value).toBeCloseTo(200 * HOUR, -3);
    // A uniform law from 0 to b has a coefficient of variation of 1/√3, so that the median is the mean ÷ √(4/3).
    expect((fitted?.medianUs.value ?? 0) / HOUR).toBeCloseTo(200 / Math.sqrt(4 / 3), 1);
  });

  test("takes repairs that the record is too coarse to time as shorter than all others", () => {
    const completeUs = Float64Array.from([...lognormal(100), ...new Array<number>(20).fill(0)]);
    const fitted = fitRepair({ completeUs, censoredUs: none });
    expect(fitted?.zero).toBe(20);
    expect(fitted?.likelihood.medianUs).toBeLessThan(20 * HOUR);
    expect(fitted?.likelihood.medianUs).toBeGreaterThan(0);
  });

  test("does not extrapolate a mean that so few repairs leave open", () => {
    const completeUs = Float64Array.from([1, 10, 100, 1_000, 1e4, 1e5, 1e6].map((s) => s * 1e6));
    const fitted = fitRepair({ completeUs, censoredUs: none });
    expect(fitted?.goodness.probability).toBeGreaterThan(0.05);
    expect(fitted?.by).toBe("median and mean");
    expect(fitted?.likelihood.meanUs).toBeGreaterThan(10 * (fitted?.meanUs.value ?? 0));
  });

  test("of four repairs is not told", () => {
    expect(fitRepair({ completeUs: lognormal(4), censoredUs: none })).toBeUndefined();
  });
});

test("the estimate of Kaplan and Meier: by hand", () => {
  // At 1 one of four ends (3/4), at 2 one of three is lost, at 3 one of two ends (3/8), the last is lost at 5.
  const { meanUs, quantile, shareAbove } = kaplanMeier(Float64Array.of(1, 3), Float64Array.of(2, 5));
  expect(shareAbove(1)).toBeCloseTo(0.75);
  expect(shareAbove(4)).toBeCloseTo(0.375);
  expect(meanUs).toBeCloseTo(1 + 2 * 0.75 + 2 * 0.375);
  expect([quantile(0.2), quantile(0.5), quantile(0.9)]).toEqual([1, 3, 5]);
});
