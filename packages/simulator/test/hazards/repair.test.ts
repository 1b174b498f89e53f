import fc from "fast-check";
import { expect, test } from "vitest";
import { lastsLonger, repairOf } from "../../src/hazards/repair.ts";
import { streamOf } from "../../src/kernel/random.ts";

/** Two-sided 99.9 % quantile of the normal law. */
const Z = 3.29;
const HOUR_US = 3_600_000_000;
const COUNT = 200_000;

const draws = (law: Parameters<typeof repairOf>[0]) => {
  const stream = streamOf(1, "repair");
  return Array.from({ length: COUNT }, () => repairOf(law)(stream));
};
const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("a fixed repair takes its time and no draw", () => {
  const stream = streamOf(1, "repair");
  expect(repairOf({ fixed: 17 })(stream)).toBe(17);
  expect(stream.uniform()).toBe(streamOf(1, "repair").uniform());
});

test("exponential repairs have their mean", () => {
  const drawn = draws({ exponential: { mean: 2 * HOUR_US } });
  expect(Math.abs(mean(drawn) / (2 * HOUR_US) - 1)).toBeLessThan(Z / Math.sqrt(COUNT));
});

test.each([
  [2, 5],
  [10, 10.5],
  [1, 1],
])("lognormal repairs of median %d h and mean %d h have both", (medianHours, meanHours) => {
  const median = medianHours * HOUR_US;
  const drawn = draws({ lognormal: { median, mean: meanHours * HOUR_US } });
  // The variance of a lognormal law is mean²(e^σ² − 1), and e^σ² = (mean ÷ median)².
  const deviation = Math.sqrt((meanHours / medianHours) ** 2 - 1);
  expect(Math.abs(mean(drawn) / (meanHours * HOUR_US) - 1)).toBeLessThanOrEqual((Z * deviation) / Math.sqrt(COUNT));
  const shorter = mean(drawn.map((us) => (us < median ? 1 : us > median ? 0 : 0.5)));
  expect(Math.abs(shorter - 0.5)).toBeLessThan((Z * 0.5) / Math.sqrt(COUNT));
});

test("the longest tails stop at 71 years", () => {
  const drawn = draws({ lognormal: { median: 10 * HOUR_US, mean: 3_653 * 24 * HOUR_US } });
  expect(Math.max(...drawn.slice(0, 10_000))).toBe(2 ** 51);
});

test("a repair is a whole number of microseconds, at least one, whatever the law", () => {
  const durationUs = fc.integer({ min: 1, max: 3_653 * 24 * HOUR_US });
  const law = fc.oneof(
    fc.record({ fixed: durationUs }),
    fc.record({ exponential: fc.record({ mean: durationUs }) }),
    fc.tuple(durationUs, durationUs).map(([a, b]) => ({ lognormal: { median: Math.min(a, b), mean: Math.max(a, b) } })),
  );
  fc.assert(
    fc.property(law, fc.nat(), (repair, seed) => {
      const us = repairOf(repair)(streamOf(seed, "repair"));
      expect(Number.isSafeInteger(us) && us >= 1, `${us}`).toBe(true);
    }),
    { seed: 1, numRuns: 2_000 },
  );
});

test.each([
  { fixed: HOUR_US },
  { exponential: { mean: 2 * HOUR_US } },
  { lognormal: { median: HOUR_US, mean: 3 * HOUR_US } },
  { lognormal: { median: HOUR_US, mean: HOUR_US } },
])("%j lasts longer than some time as often as it is drawn longer", (law) => {
  const drawn = draws(law);
  for (const us of [0, HOUR_US / 10, HOUR_US, 5 * HOUR_US]) {
    const chance = lastsLonger(law, us);
    const seen = mean(drawn.map((one) => (one > us ? 1 : 0)));
    expect(Math.abs(seen - chance)).toBeLessThanOrEqual(Z * Math.sqrt((chance * (1 - chance)) / COUNT));
  }
  expect(lastsLonger(law, Number.POSITIVE_INFINITY)).toBe(0);
});
