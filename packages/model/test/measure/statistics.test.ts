import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { percentile, sampleStatistics } from "../../src/measure/statistics.ts";

const samples = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 50 });
const ascending = (list: ReadonlyArray<number>) => list.toSorted((a, b) => a - b);

describe("the percentile rule", () => {
  test("interpolates linearly between the two nearest samples", () => {
    expect(percentile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(percentile([10, 20], 0.9)).toBe(19);
    expect(percentile([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 0.99)).toBeCloseTo(99, 12);
    expect(percentile([7], 0.99)).toBe(7);
  });

  test("gives the least at 0, the greatest at 1, a sample where one stands, and never falls", () => {
    fc.assert(
      fc.property(samples, (list) => {
        const sorted = ascending(list);
        expect(percentile(sorted, 0)).toBe(sorted[0]);
        expect(percentile(sorted, 1)).toBe(sorted.at(-1));
        const shares = Array.from({ length: 21 }, (_, i) => i / 20);
        const values = shares.map((share) => percentile(sorted, share));
        expect(ascending(values)).toEqual(values);
        if (sorted.length % 2 === 1) expect(percentile(sorted, 0.5)).toBe(sorted[(sorted.length - 1) / 2]);
      }),
    );
  });
});

describe("statistics of samples", () => {
  test("are null when there is none: never a pass", () => {
    expect(sampleStatistics([], 1)).toEqual({ mean: null, p50: null, p90: null, p99: null, max: null });
  });

  test("are those of the sorted samples in the given unit, in whatever order they come", () => {
    expect(sampleStatistics([40, 10, 30, 20], 10)).toMatchObject({ mean: 2.5, p50: 2.5, p90: 3.7, max: 4 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 1_000 }), (list, unit) => {
        const { mean, p90, max } = sampleStatistics(list, unit);
        expect(mean).toBeCloseTo(list.reduce((sum, one) => sum + one, 0) / list.length / unit, 6);
        expect(p90).toBe(percentile(ascending(list), 0.9) / unit);
        expect(max).toBe(Math.max(...list) / unit);
      }),
    );
  });

  test("are the same whether a few samples are found by rank or all of them sorted", () => {
    const many = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(many, (list) => {
        const sorted = ascending(list);
        const { p50, p90, p99, max } = sampleStatistics(list, 1);
        expect([p50, p90, p99, max]).toEqual([0.5, 0.9, 0.99, 1].map((share) => percentile(sorted, share)));
      }),
    );
  });

  test("leave the samples as they were", () => {
    const list = [3, 1, 2];
    sampleStatistics(list, 1);
    expect(list).toEqual([3, 1, 2]);
  });
});
