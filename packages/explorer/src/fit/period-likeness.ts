import type { Estimated } from "./interval.ts";
import { highest, profileInterval } from "./maximum.ts";
import { gammaAbove, logGamma, normalBelow } from "./special.ts";

/** A fault: when it struck, of which sort it was, and how long its repair took, or has taken so far, if it has one. */
export interface TimedFault {
  readonly atUs: number;
  readonly sort: number;
  /** Whether it came by itself, and not upon a repair. */
  readonly isArrival: boolean;
  readonly lastsUs: number | undefined;
  /** Repairs of one law have the same number. */
  readonly law: number;
}

/** A repair's normal score, and when its fault struck. */
export type Scored = readonly [atUs: number, score: number];

/** What the faults of a period have in common, and by how much that raises the likelihood, as a logarithm. */
export interface Likeness {
  readonly gain: number;
  /** With its interval, which takes longer. */
  readonly estimated: () => Estimated;
}

const CORRELATION_MAX = 0.99;

/** Normal scores of repairs: what their ranks are for a normal law; those that took equally long have the same. */
export const normalScores = (faults: ReadonlyArray<TimedFault>): ReadonlyArray<Scored> => {
  const sorted = faults
    .flatMap(({ atUs, lastsUs }) => (lastsUs === undefined ? [] : { atUs, lastsUs }))
    .sort((a, b) => a.lastsUs - b.lastsUs);
  const scoreOf = quantiles();
  const scores: Array<Scored> = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to]?.lastsUs === sorted[from]?.lastsUs) to++;
    const score = scoreOf((from + to + 1) / 2 / (sorted.length + 1));
    for (let i = from; i < to; i++) scores.push([(sorted[i] as { readonly atUs: number }).atUs, score]);
  }
  // Repairs that mostly took equally long have no ranks.
  const spread = scores.reduce((sum, [, score]) => sum + score * score, 0) / Math.max(1, scores.length);
  return spread < SPREAD_MIN ? [] : scores;
};

/** The least variance of normal scores that says something; without ties it is nearly 1. */
const SPREAD_MIN = 0.5;

const REACH = 6;
const STEPS = 2_400;

/** Quantiles of the normal law, for shares that are asked for in rising order; to about 10⁻⁵. */
const quantiles = (): ((share: number) => number) => {
  const below = Array.from({ length: STEPS + 1 }, (_, n) => normalBelow(-REACH + (2 * REACH * n) / STEPS));
  let n = 1;
  return (share) => {
    while (n < STEPS && (below[n] as number) < share) n++;
    const [low, high] = [below[n - 1] as number, below[n] as number];
    return -REACH + (2 * REACH * (n - 1 + (share - low) / (high - low))) / STEPS;
  };
};

interface Scores {
  n: number;
  sum: number;
  squares: number;
}

/**
 * The correlation of normal scores of one period, by likelihood: each is √ρ·U + √(1 − ρ)·Z, U being its period's.
 */
export const repairLikeness = (
  scores: ReadonlyArray<Scored>,
  period: (atUs: number) => number,
  chanceMax: number,
): Likeness | undefined => {
  if (scores.length === 0) return undefined;
  const groups = new Map<number, Scores>();
  for (const [atUs, score] of scores) {
    const key = period(atUs);
    const group = groups.get(key) ?? { n: 0, sum: 0, squares: 0 };
    groups.set(key, group);
    group.n++;
    group.sum += score;
    group.squares += score * score;
  }
  const profile = (common: number): number => {
    const own = 1 - common;
    let [logs, quadratic] = [0, 0];
    for (const { n, sum, squares } of groups.values()) {
      const all = own + n * common;
      logs += (n - 1) * Math.log(own) + Math.log(all);
      quadratic += (squares - (common * sum * sum) / all) / own;
    }
    // With the variance of the scores that is best for it: what these periods have in common says little of all periods.
    return -0.5 * (scores.length * Math.log(quadratic) + logs);
  };
  return likenessOf(profile, 0, chanceMax);
};

/**
 * The correlation that a likelihood makes the most of; `undefined` where chance makes it as large more often than `chanceMax`.
 * The likelihood ratio is half of χ² with one degree of freedom at the edge 0 (Self and Liang, JASA 82, 1987).
 */
const likenessOf = (
  profile: (correlation: number) => number,
  least: number,
  chanceMax: number,
): Likeness | undefined => {
  const top = highest(profile, least, CORRELATION_MAX);
  const gain = Math.max(0, top.value - profile(least));
  if (gammaAbove(0.5, gain) / 2 > chanceMax) return undefined;
  return {
    gain,
    estimated: () => ({ value: top.at, interval: profileInterval(profile, top, least, CORRELATION_MAX) }),
  };
};

/** As good as none. */
const KIND_CORRELATION_MIN = 1e-6;

/**
 * How much the arrivals of a period are of one sort, by the likelihood of a Dirichlet-multinomial law of the counts, with
 * the concentration 1/ρ − 1 (Mosimann, Biometrika 49, 1962).
 */
export const kindLikeness = (
  came: ReadonlyArray<TimedFault>,
  period: (atUs: number) => number,
  chanceMax: number,
): Likeness | undefined => {
  const totals = new Map<number, number>();
  const periods = new Map<number, Map<number, number>>();
  for (const { atUs, sort } of came) {
    totals.set(sort, (totals.get(sort) ?? 0) + 1);
    const key = period(atUs);
    const counts = periods.get(key) ?? new Map<number, number>();
    periods.set(key, counts);
    counts.set(sort, (counts.get(sort) ?? 0) + 1);
  }
  if (totals.size < 2) return undefined;
  const profile = (correlation: number): number => {
    const concentration = 1 / correlation - 1;
    let sum = 0;
    for (const counts of periods.values()) {
      let all = 0;
      for (const [sort, count] of counts) {
        const weight = (concentration * (totals.get(sort) as number)) / came.length;
        sum += logRising(weight, count);
        all += count;
      }
      sum -= logRising(concentration, all);
    }
    return sum;
  };
  return likenessOf(profile, KIND_CORRELATION_MIN, chanceMax);
};

/** ln Γ(x + n) − ln Γ(x), exactly where n is small, for there large x would cancel. */
const logRising = (x: number, n: number): number => {
  if (n > 1_000) return logGamma(x + n) - logGamma(x);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(x + i);
  return sum;
};
