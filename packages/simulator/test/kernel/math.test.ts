import fc from "fast-check";
import { expect, test } from "vitest";
import { gamma, normalTail } from "../../src/kernel/math.ts";

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

test("the normal law's tail has its known values, and its two sides make one", () => {
  // Abramowitz and Stegun, table 26.1.
  const known = [
    [0, 0.5],
    [1, 0.15865525393145705],
    [1.959963984540054, 0.025],
    [3, 0.0013498980316301035],
    [5, 2.866515718791933e-7],
  ] as const;
  for (const [x, tail] of known) expect(normalTail(x)).toBeCloseTo(tail, 14);
  expect([normalTail(-40), normalTail(40)]).toEqual([1, 0]);
  fc.assert(
    fc.property(fc.double({ min: -10, max: 10, noNaN: true }), (x) => {
      expect(normalTail(x) + normalTail(-x)).toBeCloseTo(1, 13);
    }),
    { seed: 1 },
  );
});
