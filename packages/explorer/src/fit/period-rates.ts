import { type Arrivals, shapeOfWindows } from "./arrival-law.ts";
import type { Estimated } from "./interval.ts";
import { highest, profileInterval } from "./maximum.ts";
import { type PeriodGrid, periodBeginUs, periodIn, wholeCounts } from "./period-grid.ts";
import { gammaAbove, logGamma } from "./special.ts";

/** How far the rates of periods are spread, and how much a rate is like the one before. */
export interface PeriodRates {
  readonly variation: Estimated;
  readonly persistence: Estimated;
  /** Variance ÷ mean that counts of a steady rate would have. */
  readonly steadyDispersion: number;
}

/** The spread of rates that a hazard can have. */
const VARIATION_MAX = 1;
const VARIATION_TOLERANCE = 1e-4;
const PERSISTENCE_MAX = 0.95;
const PERSISTENCE_TOLERANCE = 1e-3;
/** How often shape and spread, which share what is uneven between them, are fitted to one another. */
const ROUNDS = 4;

/** The squared coefficient of variation of Weibull gaps of a shape: what a steady rate makes of variance ÷ mean. */
export const steadyDispersionOf = (arrivals: ReadonlyArray<Arrivals>): number => {
  const shape = shapeOfWindows(arrivals);
  return Math.exp(logGamma(1 + 2 / shape) - 2 * logGamma(1 + 1 / shape)) - 1;
};

/**
 * By how much rates that vary raise the likelihood of counts, as a logarithm; 0 where chance makes counts of a steady rate
 * as unequal more often than `chanceMax`.
 */
export const rateGain = (
  counts: ReadonlyArray<ReadonlyArray<number>>,
  steadyDispersion: number,
  chanceMax: number,
): number => {
  const all = counts.flat();
  const mean = meanOf(all);
  const squares = all.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  if (gammaAbove((all.length - 1) / 2, squares / mean / steadyDispersion / 2) > chanceMax) return 0;
  const likelihood = likelihoodOf(counts, steadyDispersion);
  const best = highest((variation) => persistent(likelihood, variation).value, 0, VARIATION_MAX, VARIATION_TOLERANCE);
  return best.value - likelihood(0, 0);
};

/**
 * The rates of periods by likelihood, and the law of the gaps beside them: the counts of arrivals of a renewal process have
 * a variance of c² times their mean, c being the coefficient of variation of its gaps; what is beyond is put down to rates.
 */
export const fitRates = (arrivals: ReadonlyArray<Arrivals>, grid: PeriodGrid, steadyByGaps: number): PeriodRates => {
  const counts = wholeCounts(arrivals, grid);
  const ratesBeside = (steady: number) => {
    const likelihood = likelihoodOf(counts, steady);
    const best = (variation: number): number => persistent(likelihood, variation).value;
    return { likelihood, best, top: highest(best, 0, VARIATION_MAX, VARIATION_TOLERANCE) };
  };
  let steadyDispersion = steadyByGaps;
  let found = ratesBeside(steadyDispersion);
  for (let round = 0; round < ROUNDS; round++) {
    const own = inOwnTime(arrivals, grid, { variation: found.top.at, steadyDispersion });
    steadyDispersion = steadyDispersionOf(own);
    found = ratesBeside(steadyDispersion);
  }
  const { likelihood, best, top } = found;
  const at = persistent(likelihood, top.at).at;
  const byPersistence = (one: number): number =>
    highest((variation) => likelihood(variation, one), 0, VARIATION_MAX, VARIATION_TOLERANCE).value;
  return {
    variation: { value: top.at, interval: profileInterval(best, top, 0, VARIATION_MAX) },
    persistence: {
      value: at,
      interval: profileInterval(byPersistence, { at, value: byPersistence(at) }, 0, PERSISTENCE_MAX),
    },
    steadyDispersion,
  };
};

type Likelihood = (variation: number, persistence: number) => number;

const persistent = (likelihood: Likelihood, variation: number) =>
  highest((persistence) => likelihood(variation, persistence), 0, PERSISTENCE_MAX, PERSISTENCE_TOLERANCE);

/**
 * The log-likelihood of counts by the variation and persistence of their rates. The logarithm of a count is as good as
 * normal: that of its lognormal rate, an autoregression, and what a count of a given rate scatters by, c² ÷ count. By
 * Kalman's filter; every window begins anew.
 */
const likelihoodOf = (counts: ReadonlyArray<ReadonlyArray<number>>, steadyDispersion: number): Likelihood => {
  const seen = counts.map((window) =>
    window.map((count) => ({ log: Math.log(count + 0.5), noise: steadyDispersion / (count + 0.5) })),
  );
  const centre = meanOf(seen.flat().map(({ log }) => log));
  return (variation, persistence) => {
    const variance = Math.log1p(variation ** 2);
    let sum = 0;
    for (const window of seen) {
      let guess = 0;
      let open = variance;
      for (const { log, noise } of window) {
        const scatter = open + noise;
        const off = log - centre - guess;
        sum -= 0.5 * (Math.log(scatter) + (off * off) / scatter);
        const trust = open / scatter;
        guess = persistence * (guess + trust * off);
        open = persistence ** 2 * (1 - trust) * open + (1 - persistence ** 2) * variance;
      }
    }
    return sum;
  };
};

/**
 * The arrivals in a time that passes at the rate of each period, as far as its count tells it: in that time they come at
 * a steady rate.
 */
export const inOwnTime = (
  arrivals: ReadonlyArray<Arrivals>,
  grid: PeriodGrid,
  { variation, steadyDispersion }: { readonly variation: number; readonly steadyDispersion: number },
): ReadonlyArray<Arrivals> => {
  const variance = variation ** 2;
  if (variance === 0) return arrivals;
  const spanUs = arrivals.reduce((sum, one) => sum + one.spanUs, 0);
  const perUs = arrivals.reduce((sum, one) => sum + one.atUs.length, 0) / spanUs;
  return arrivals.map((one) => {
    const counts = new Array<number>(periodIn(grid, one.spanUs) + 1).fill(0);
    for (const us of one.atUs) counts[periodIn(grid, us)] = (counts[periodIn(grid, us)] as number) + 1;
    const fromUs = counts.map((_, index) => Math.max(0, periodBeginUs(grid, index)));
    const rates = counts.map((count, index) => {
      const lengthUs = (fromUs[index + 1] ?? one.spanUs) - (fromUs[index] as number);
      const expected = perUs * lengthUs;
      if (expected <= 0) return 1;
      // The best linear guess of a rate from a count that scatters by itself as well (Bühlmann's credibility).
      const trust = variance / (variance + steadyDispersion / expected);
      return Math.max(RATE_LEAST, 1 + trust * (count / expected - 1));
    });
    const begins = [0];
    rates.forEach((rate, index) => {
      begins.push((begins[index] as number) + rate * ((fromUs[index + 1] ?? one.spanUs) - (fromUs[index] as number)));
    });
    const ownUs = (us: number): number => {
      const index = Math.min(rates.length - 1, periodIn(grid, us));
      return (begins[index] as number) + (rates[index] as number) * (us - (fromUs[index] as number));
    };
    return { atUs: one.atUs.map(ownUs), spanUs: ownUs(one.spanUs) };
  });
};

const RATE_LEAST = 0.02;

const meanOf = (counts: ReadonlyArray<number>): number =>
  counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
