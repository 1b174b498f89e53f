import fc from "fast-check";
import { expect, test } from "vitest";
import { gamma } from "../../src/kernel/math.ts";

test("gamma gives the factorials", () => {
  for (let n = 1, factorial = 1; n <= 20; factorial *= n, n++) expect(gamma(n) / factorial).toBeCloseTo(1, 12);
});

test("gamma gives the known values at halves", () => {
  expect(gamma(0.5)).toBeCloseTo(Math.sqrt(Math.PI), 13);
  expect(gamma(1.5)).toBeCloseTo(Math.sqrt(Math.PI) / 2, 13);
  expect(gamma(2.5)).toBeCloseTo((3 * Math.sqrt(Math.PI)) / 4, 13);
});

test("gamma keeps its recurrence wherever a Weibull shape may ask for it", () => {
  const argument = fc.double({ min: 0.5, max: 20, noNaN: true });
  fc.assert(
    fc.property(argument, (x) => {
      expect(gamma(x + 1) / (x * gamma(x))).toBeCloseTo(1, 12);
    }),
    { seed: 1 },
  );
});
