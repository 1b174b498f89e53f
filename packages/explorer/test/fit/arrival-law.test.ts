import { streamOf } from "@ordeal/simulator";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitArrivals, GAPS_MIN } from "../../src/fit/arrival-law.ts";

/** Arrivals whose gaps have this Weibull shape, in a window that ends a gap after the last. */
const arrivals = (count: number, shape: number, unit = 1e9, seed = 1) => {
  const stream = streamOf(seed, "gaps");
  let now = 0;
  const atUs = Float64Array.from({ length: count }, () => {
    now += unit * stream.exponential() ** (1 / shape);
    return now;
  });
  return { atUs, spanUs: now + unit };
};

describe("the law of gaps", () => {
  test("is exponential where they are: Weibull's shape makes no difference worth a law", () => {
    const fitted = fitArrivals([arrivals(400, 1)]);
    expect(fitted?.law).toBe("exponential");
    expect(fitted?.goodness.probability).toBeGreaterThan(0.01);
  });

  test.each([0.62, 1.6])("is Weibull's where they are, and its shape is found again: %f", (shape) => {
    const fitted = fitArrivals([arrivals(2_000, shape)]);
    expect(fitted?.law).toBe("weibull");
    expect(fitted?.shape.value).toBeCloseTo(shape, 1);
    expect(fitted?.shape.interval[0]).toBeLessThan(shape);
    expect(fitted?.shape.interval[1]).toBeGreaterThan(shape);
    expect(fitted?.goodness.probability).toBeGreaterThan(0.01);
  });

  test("fits badly where gaps follow neither, and says so", () => {
    const atUs = Float64Array.from({ length: 300 }, (_, i) => 1e9 * (Math.floor(i / 3) * 10 + (i % 3)));
    const fitted = fitArrivals([{ atUs, spanUs: 1e12 }]);
    expect(fitted?.goodness.probability).toBeLessThan(0.01);
  });

  test("does not depend on the unit of time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.constantFrom(1e3, 1e6, 1e12), (seed, unit) => {
        const [one, other] = [arrivals(40, 0.8, 1e9, seed), arrivals(40, 0.8, unit, seed)];
        expect(fitArrivals([other])?.shape.value).toBeCloseTo(fitArrivals([one])?.shape.value ?? 0, 4);
      }),
      { numRuns: 5 },
    );
  });

  test("of a million gaps is that of each of them: neighbours may stand together", () => {
    const fitted = fitArrivals([arrivals(200_000, 0.7)]);
    expect(fitted?.shape.value).toBeCloseTo(0.7, 2);
    expect((fitted?.shape.interval[1] ?? 0) - (fitted?.shape.interval[0] ?? 0)).toBeLessThan(0.01);
  });

  test("of too few gaps is not told", () => {
    expect(fitArrivals([arrivals(GAPS_MIN, 1)])).toBeUndefined();
    expect(fitArrivals([arrivals(GAPS_MIN + 1, 1)])).toBeDefined();
  });
});
