import { streamOf } from "@ordeal/simulator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meanOf, percentileOf, student95, wilson } from "../../src/index.ts";

/** Newcombe, Statistics in Medicine 17 (1998), table I, method 3. */
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("Wilson's interval of %i in %i is as published", (successes, trials, from, to) => {
  const interval = wilson(successes, trials);
  expect(interval.from).toBeCloseTo(from, 4);
  expect(interval.to).toBeCloseTo(to, 4);
});

test("Wilson's interval holds the share, is within 0 and 1, and mirrors", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
      const successes = Math.round(share * trials);
      const { from, to } = wilson(successes, trials);
      const mirrored = wilson(trials - successes, trials);
      expect(0 <= from && from <= successes / trials && successes / trials <= to && to <= 1).toBe(true);
      expect(mirrored.from).toBeCloseTo(1 - to, 12);
    }),
  );
});

test.each([
  [1, 12.7062],
  [4, 2.7764],
  [6, 2.4469],
  [10, 2.2281],
  [29, 2.0452],
  [99, 1.9842],
  [999, 1.9623],
])("Student's quantile for %i degrees of freedom is that of the tables", (degrees, quantile) => {
  expect(student95(degrees)).toBeCloseTo(quantile, 3);
});

describe("how often an interval covers the truth, exactly or over 2,000 trials", () => {
  /** P(X = k) of a binomial law, for every k. */
  const binomial = (trials: number, share: number): ReadonlyArray<number> => {
    const logs = [trials * Math.log(1 - share)];
    for (let k = 1; k <= trials; k++) {
      logs.push((logs[k - 1] as number) + Math.log(((trials - k + 1) * share) / (k * (1 - share))));
    }
    const weights = logs.map((log) => Math.exp(log));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / sum);
  };

  test.each([0.5, 0.9, 0.95, 0.98])("Wilson's, of a probability of %f", (share) => {
    const coverages = [100, 200, 400].map((trials) =>
      binomial(trials, share).reduce((sum, weight, k) => {
        const { from, to } = wilson(k, trials);
        return sum + (from <= share && share <= to ? weight : 0);
      }, 0),
    );
    expect(Math.min(...coverages)).toBeGreaterThan(0.92);
    expect(coverages.reduce((a, b) => a + b) / 3).toBeGreaterThan(0.935);
  });

  const stream = streamOf(1, "coverage");
  const coverage = (covers: (sample: Float64Array) => boolean): number => {
    let covered = 0;
    for (let trial = 0; trial < 2_000; trial++) {
      if (covers(Float64Array.from({ length: 200 }, () => stream.exponential()))) covered++;
    }
    return covered / 2_000;
  };

  test("that of a mean, of a skewed law", () => {
    const share = coverage((sample) => {
      const { from, to } = meanOf(sample);
      return from <= 1 && 1 <= to;
    });
    expect(share).toBeGreaterThan(0.925);
    expect(share).toBeLessThan(0.965);
  });

  test.each([0.05, 0.5, 0.95])("that of the percentile at %f, of any law", (at) => {
    const truth = -Math.log(1 - at);
    const share = coverage((sample) => {
      const { from, to } = percentileOf(sample.toSorted(), at);
      return from <= truth && truth <= to;
    });
    expect(share).toBeGreaterThan(0.935);
    expect(share).toBeLessThan(0.985);
  });
});

test("a mean does not depend on how far its samples lie from zero", () => {
  const near = meanOf([1, 2, 3, 4]);
  const far = meanOf([1e12 + 1, 1e12 + 2, 1e12 + 3, 1e12 + 4]);
  expect(far.deviation).toBeCloseTo(near.deviation, 9);
  expect(far.mean - 1e12).toBeCloseTo(2.5, 3);
});

test("samples too few for a percentile leave its interval open", () => {
  expect(percentileOf([1, 2, 3], 0.01).from).toBe(Number.NEGATIVE_INFINITY);
  expect(percentileOf([1, 2, 3], 0.99).to).toBe(Number.POSITIVE_INFINITY);
  expect(meanOf([4])).toMatchObject({ mean: 4, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });
});
