import { expect, test } from "vitest";
import { firstGapOf, gapsOf } from "../../src/hazards/arrivals.ts";
import { gamma } from "../../src/kernel/math.ts";
import { streamOf } from "../../src/kernel/random.ts";

/** Two-sided 99.9 % quantile of the normal law. */
const Z = 3.29;
const COUNT = 200_000;
const MEAN_US = 7.5e9;

const laws = [
  ["exponential", "exponential", 1],
  ["Weibull of shape 0.62, as real fleets show,", { weibull: { shape: 0.62 } }, 0.62],
  ["Weibull of shape 1", { weibull: { shape: 1 } }, 1],
  ["Weibull of shape 3", { weibull: { shape: 3 } }, 3],
] as const;

test.each(laws)("%s gaps have their mean and coefficient of variation", (_, law, shape) => {
  const gap = gapsOf(law, MEAN_US);
  const stream = streamOf(1, "gaps");
  let sum = 0;
  let sumOfSquares = 0;
  for (let i = 0; i < COUNT; i++) {
    const relative = gap(stream) / MEAN_US;
    sum += relative;
    sumOfSquares += relative ** 2;
  }
  // E[X^r] of a Weibull law with mean 1.
  const moment = (r: number) => gamma(1 + r / shape) / gamma(1 + 1 / shape) ** r;
  const squaredVariation = moment(2) - 1;
  expect(Math.abs(sum / COUNT - 1)).toBeLessThan(Z * Math.sqrt(squaredVariation / COUNT));
  const tolerance = Z * Math.sqrt((moment(4) - moment(2) ** 2) / COUNT);
  expect(Math.abs(sumOfSquares / COUNT - 1 - squaredVariation)).toBeLessThan(tolerance);
});

test("a gap takes one draw, whatever the law", () => {
  for (const [, law] of laws) {
    const [drawn, plain] = [streamOf(1, "gaps"), streamOf(1, "gaps")];
    gapsOf(law, MEAN_US)(drawn);
    plain.uniform();
    expect(drawn.uniform()).toBe(plain.uniform());
  }
});

test("a shape of 1 gives the exponential gaps themselves", () => {
  const exponential = gapsOf("exponential", MEAN_US)(streamOf(1, "gaps"));
  expect(gapsOf({ weibull: { shape: 1 } }, MEAN_US)(streamOf(1, "gaps")) / exponential).toBeCloseTo(1, 12);
});

test.each(laws)("%s first gaps are what is left of the gap that a stationary fleet is in", (_, law, shape) => {
  const first = firstGapOf(law, MEAN_US);
  const stream = streamOf(1, "first");
  const left = Array.from({ length: COUNT }, () => first(stream) / MEAN_US);
  const mean = left.reduce((sum, one) => sum + one, 0) / COUNT;
  // Of a gap X of mean 1, what is left has the moments E[X²]/2 and E[X³]/3, and lies beyond t in ∫ P(X > s) ds from t on.
  const moment = (r: number) => gamma(1 + r / shape) / gamma(1 + 1 / shape) ** r;
  const expected = moment(2) / 2;
  expect(Math.abs(mean - expected)).toBeLessThan(Z * Math.sqrt((moment(3) / 3 - expected ** 2) / COUNT));
  const scale = 1 / gamma(1 + 1 / shape);
  const beyond = (t: number) => {
    let inside = 0;
    const steps = 2_000;
    for (let step = 0; step < steps; step++) {
      const from = ((step + 0.5) / steps) ** 3 * t;
      const width = (((step + 1) / steps) ** 3 - (step / steps) ** 3) * t;
      inside += Math.exp(-((from / scale) ** shape)) * width;
    }
    return 1 - inside;
  };
  for (const t of [0.1, 0.5, 1, 2]) {
    const chance = beyond(t);
    const seen = left.filter((one) => one > t).length / COUNT;
    expect(Math.abs(seen - chance)).toBeLessThan(Z * Math.sqrt((chance * (1 - chance)) / COUNT) + 1e-4);
  }
});

test("exponential first gaps are the gaps themselves, as they have no memory", () => {
  const [first, gap] = [streamOf(1, "gaps"), streamOf(1, "gaps")];
  expect(firstGapOf("exponential", MEAN_US)(first)).toBe(gapsOf("exponential", MEAN_US)(gap));
});
