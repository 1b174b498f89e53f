import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { daly, resolveInterval, young } from "../../src/checkpoint/interval.ts";

const delta = fc.double({ min: 0.001, max: 1_000, noNaN: true });
const mtbf = fc.double({ min: 10, max: 1e7, noNaN: true });

describe("Young's interval", () => {
  test("is √(2δM): 30 minutes for a save of 9 s and a failure every 50 hours", () => {
    expect(young(9, 180_000)).toBe(1_800);
  });

  test("costs the least of all intervals, to first order: δ/τ + τ/2M", () => {
    fc.assert(
      fc.property(delta, mtbf, fc.double({ min: 0.1, max: 10, noNaN: true }), (d, m, factor) => {
        const cost = (tau: number) => d / tau + tau / (2 * m);
        const tau = young(d, m);
        expect(cost(tau)).toBeLessThanOrEqual(cost(tau * factor) * (1 + 1e-12));
      }),
    );
  });
});

describe("Daly's interval", () => {
  test("is √(2δM)·(1 + ⅓√(δ/2M) + (δ/2M)/9) − δ", () => {
    expect(daly(10, 18_000)).toBeCloseTo(600 * (1 + 1 / 180 + 1 / 32_400) - 10, 9);
  });

  test("is M when a save takes twice the time between failures, or more", () => {
    expect(daly(200, 100)).toBe(100);
    expect(daly(500, 100)).toBe(100);
  });

  test("comes close to the least time that his model of a run allows", () => {
    // Daly 2006, eq. 20: the wall time of a solve is proportional to (e^((τ+δ)/M) − 1)/τ.
    fc.assert(
      fc.property(mtbf, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (m, share) => {
        const d = share * m;
        const wall = (tau: number) => Math.expm1((tau + d) / m) / tau;
        const tau = daly(d, m);
        for (const factor of [0.5, 0.8, 0.9, 1.1, 1.25, 2]) {
          expect(wall(tau)).toBeLessThanOrEqual(wall(tau * factor) * 1.001);
        }
      }),
    );
  });
});

test("an interval that is longer than any run never saves, and is a number in no journal", () => {
  const known = { mtbfUs: 1e300, stallUs: 1e6, stepUs: 1e6 };
  expect(resolveInterval("daly", known)).toEqual({ us: Number.POSITIVE_INFINITY });
  expect(resolveInterval("young", { ...known, mtbfUs: 1e12 })).toEqual({ us: Math.round(young(1e6, 1e12)) });
});
