import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  betaBelow,
  betaQuantile,
  gammaAbove,
  gammaBelow,
  gammaQuantile,
  logGamma,
  logNormalAbove,
  normalBelow,
} from "../../src/fit/special.ts";

/** What PyTorch, Python's `math` and exact binomial sums print. */
describe("special functions", () => {
  test.each([
    ["P(2.5, 3)", gammaBelow(2.5, 3), 0.6937810815867218],
    ["P(0.5, 0.001)", gammaBelow(0.5, 1e-3), 0.0356705917294],
    ["2.5 % of a gamma law of shape 10", gammaQuantile(10, 0.025), 4.7953886965],
    ["97.5 % of a gamma law of shape 11", gammaQuantile(11, 0.975), 18.3903560445],
    ["2.5 % of a beta law of 3 and 8", betaQuantile(3, 8, 0.025), 0.0667395111],
    ["I of 0.3 with 2 and 5", betaBelow(2, 5, 0.3), 0.579825],
    ["Φ(1.96)", normalBelow(1.96), 0.975002104852],
    ["Φ(−8)", normalBelow(-8), 6.22096057427e-16],
    ["ln Φ(−30)", logNormalAbove(30), -454.321243653],
    ["ln Γ(0.1)", logGamma(0.1), 2.25271265173],
    ["ln Γ(10⁶)", logGamma(1e6), 12815504.5691476],
  ])("are those of others: %s", (_, ours, theirs) => {
    expect(Math.abs(ours / theirs - 1)).toBeLessThan(1e-8);
  });

  test("a gamma quantile is where the share lies below, and the rest above", () => {
    const shapes = fc.double({ min: 0.2, max: 1e5, noNaN: true });
    const shares = fc.double({ min: 1e-4, max: 0.9999, noNaN: true });
    fc.assert(
      fc.property(shapes, shares, (shape, share) => {
        const x = gammaQuantile(shape, share);
        expect(gammaBelow(shape, x)).toBeCloseTo(share, 9);
        expect(gammaBelow(shape, x) + gammaAbove(shape, x)).toBeCloseTo(1, 12);
      }),
    );
  });

  test("a normal tail is the same from its table as from the integral", () => {
    fc.assert(
      fc.property(fc.double({ min: -7, max: 19, noNaN: true }), (z) => {
        expect(logNormalAbove(z)).toBeCloseTo(Math.log(normalBelow(-z)), 8);
      }),
    );
  });

  test("an incomplete beta function is a binomial tail", () => {
    const counts = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(counts, fc.double({ min: 0.001, max: 0.999, noNaN: true }), ([k, more], p) => {
        const n = k + more;
        // P(X > k) of n tries is I_p(k + 1, n − k) (DLMF 8.17.5).
        let tail = 0;
        for (let i = k + 1; i <= n; i++) {
          const choose = logGamma(n + 1) - logGamma(i + 1) - logGamma(n - i + 1);
          tail += Math.exp(choose + i * Math.log(p) + (n - i) * Math.log1p(-p));
        }
        expect(betaBelow(k + 1, n - k, p)).toBeCloseTo(tail, 10);
      }),
    );
  });
});
