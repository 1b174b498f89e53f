import { DAY_US } from "@ordeal/model";
import { type Arrivals, shapeOfWindows } from "./arrival-law.ts";
import type { Estimated } from "./interval.ts";
import { highest, profileInterval } from "./maximum.ts";
import type { ObservedWindow } from "./observed.ts";
import { gammaAbove, logGamma, normalBelow } from "./special.ts";

/** Good and bad periods: how far their rates are spread, and what the kinds and repairs of one have in common. */
export interface FittedPeriods {
  readonly everyUs: number;
  /** Whole periods that were seen. */
  readonly periods: number;
  /** Arrivals of each, and the variance of these counts ÷ their mean; what a steady rate would make of that. */
  readonly counts: ReadonlyArray<number>;
  readonly dispersion: number;
  readonly steadyDispersion: number;
  /** Standard deviation ÷ mean of the rates. `undefined` where chance may make the counts as unequal. */
  readonly rateVariation: Estimated | undefined;
  /** How probably two arrivals of a period are of one sort beyond chance. `undefined` where chance may make that. */
  readonly kindCorrelation: Estimated | undefined;
  /** Correlation of repairs of one period, on the scale of normals. `undefined` where chance may make it as large. */
  readonly repairCorrelation: Estimated | undefined;
}

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

/** So long may periods be. */
const LENGTHS_US = [7, 14, 28, 56].map((days) => days * DAY_US);
/** Fewer periods, or arrivals in one, tell nothing. */
const PERIODS_MIN = 10;
const ARRIVALS_MIN = 5;
/** Periods are taken where chance would show them at one of these lengths in one case of a hundred. */
const CHANCE_MAX = 0.01 / LENGTHS_US.length;
/** The spread of rates that a hazard can have. */
const VARIATION_MAX = 1;
const CORRELATION_MAX = 0.99;
/** How often shape and spread, which share what is uneven between them, are fitted to one another. */
const ROUNDS = 4;

/**
 * Looks for periods of one week to eight: of the lengths at which the record tells of them surely, the one that makes it most
 * probable. The counts of arrivals of a renewal process have a variance of c² times their mean, c being the coefficient of
 * variation of its gaps; what is beyond is put down to the rates. Repairs are compared by their normal scores among those
 * of their own law, so that neither the law nor a few extremes matter.
 */
export const fitPeriods = (
  arrivals: ReadonlyArray<Arrivals>,
  windows: ReadonlyArray<ObservedWindow>,
  faults: ReadonlyArray<TimedFault>,
): FittedPeriods | undefined => {
  const scores = [...Map.groupBy(faults, ({ law }) => law).values()].flatMap(normalScores);
  const came = faults.filter(({ isArrival }) => isArrival);
  let best: { readonly gain: number; readonly fitted: FittedPeriods } | undefined;
  for (const everyUs of LENGTHS_US) {
    const counts = wholeCounts(arrivals, everyUs);
    if (counts.length < PERIODS_MIN || meanOf(counts) < ARRIVALS_MIN) continue;
    const rates = fitRates(arrivals, everyUs, counts);
    const period = (atUs: number) => periodOf(windows, everyUs, atUs);
    const kinds = fitKinds(came, period);
    const common = fitCommon(scores, period);
    const gain = rates.gain + kinds.gain + common.gain;
    if (gain <= (best?.gain ?? 0)) continue;
    const { dispersion, steadyDispersion } = rates;
    const fitted = {
      everyUs,
      periods: counts.length,
      counts,
      dispersion,
      steadyDispersion,
      rateVariation: rates.estimated,
      kindCorrelation: kinds.estimated,
      repairCorrelation: common.estimated,
    };
    best = { gain, fitted };
  }
  return best?.fitted;
};

/**
 * The arrivals in a time that passes at the rate of each period, as far as its count tells it: in that time they come at
 * a steady rate.
 */
export const inOwnTime = (
  arrivals: ReadonlyArray<Arrivals>,
  { everyUs, rateVariation, steadyDispersion }: Pick<FittedPeriods, "everyUs" | "rateVariation" | "steadyDispersion">,
): ReadonlyArray<Arrivals> => {
  const variance = (rateVariation?.value ?? 0) ** 2;
  if (variance === 0) return arrivals;
  const spanUs = arrivals.reduce((sum, one) => sum + one.spanUs, 0);
  const perUs = arrivals.reduce((sum, one) => sum + one.atUs.length, 0) / spanUs;
  return arrivals.map((one) => {
    const rates: Array<number> = [];
    for (let fromUs = 0, next = 0; fromUs < one.spanUs; fromUs += everyUs) {
      const expected = perUs * Math.min(everyUs, one.spanUs - fromUs);
      const first = next;
      while (next < one.atUs.length && (one.atUs[next] as number) < fromUs + everyUs) next++;
      // The best linear guess of a rate from a count that scatters by itself as well (Bühlmann's credibility).
      const trust = variance / (variance + steadyDispersion / expected);
      rates.push(Math.max(RATE_LEAST, 1 + trust * ((next - first) / expected - 1)));
    }
    const begins = [0];
    for (const rate of rates) begins.push((begins.at(-1) as number) + rate * everyUs);
    const ownUs = (us: number): number => {
      const index = Math.min(rates.length - 1, Math.floor(us / everyUs));
      return (begins[index] as number) + (rates[index] as number) * (us - index * everyUs);
    };
    return { atUs: one.atUs.map(ownUs), spanUs: ownUs(one.spanUs) };
  });
};

const RATE_LEAST = 0.02;

/** Counts of the periods that lie in a window as a whole. */
const wholeCounts = (arrivals: ReadonlyArray<Arrivals>, everyUs: number): ReadonlyArray<number> =>
  arrivals.flatMap(({ atUs, spanUs }) => {
    const counts = new Array<number>(Math.floor(spanUs / everyUs)).fill(0);
    for (const us of atUs) {
      const index = Math.floor(us / everyUs);
      if (index < counts.length) counts[index] = (counts[index] as number) + 1;
    }
    return counts;
  });

/** The squared coefficient of variation of Weibull gaps of a shape: what a steady rate makes of variance ÷ mean. */
const steadyOf = (shape: number): number => Math.exp(logGamma(1 + 2 / shape) - 2 * logGamma(1 + 1 / shape)) - 1;

const fitRates = (arrivals: ReadonlyArray<Arrivals>, everyUs: number, counts: ReadonlyArray<number>) => {
  const mean = meanOf(counts);
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  const dispersion = squares / (counts.length - 1) / mean;
  let steadyDispersion = steadyOf(shapeOfWindows(arrivals));
  // Against the law of the gaps alone, which takes all that is uneven for its own.
  const chance = gammaAbove((counts.length - 1) / 2, squares / mean / steadyDispersion / 2);
  const profileAt = (steady: number) => (variation: number) => {
    const variance = steady * mean + (variation * mean) ** 2;
    return -0.5 * (counts.length * Math.log(variance) + squares / variance);
  };
  const none = { estimated: undefined, gain: 0, dispersion, steadyDispersion };
  if (chance > CHANCE_MAX) return none;
  let top = highest(profileAt(steadyDispersion), 0, VARIATION_MAX);
  for (let round = 0; round < ROUNDS; round++) {
    const rateVariation = { value: top.at, interval: [top.at, top.at] as const };
    steadyDispersion = steadyOf(shapeOfWindows(inOwnTime(arrivals, { everyUs, rateVariation, steadyDispersion })));
    top = highest(profileAt(steadyDispersion), 0, VARIATION_MAX);
  }
  const profile = profileAt(steadyDispersion);
  const estimated: Estimated = { value: top.at, interval: profileInterval(profile, top, 0, VARIATION_MAX) };
  return { estimated, gain: top.value - profile(0), dispersion, steadyDispersion };
};

/** Normal scores of repairs: what their ranks are for a normal law; those that took equally long have the same. */
const normalScores = (faults: ReadonlyArray<TimedFault>): ReadonlyArray<readonly [atUs: number, score: number]> => {
  const sorted = faults
    .flatMap(({ atUs, lastsUs }) => (lastsUs === undefined ? [] : { atUs, lastsUs }))
    .sort((a, b) => a.lastsUs - b.lastsUs);
  const scoreOf = quantiles();
  const scores: Array<readonly [number, number]> = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to]?.lastsUs === sorted[from]?.lastsUs) to++;
    const score = scoreOf((from + to + 1) / 2 / (sorted.length + 1));
    for (let i = from; i < to; i++) scores.push([(sorted[i] as { readonly atUs: number }).atUs, score]);
  }
  return scores;
};

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

/** The number of the period that an instant lies in; every window begins one. */
const periodOf = (windows: ReadonlyArray<ObservedWindow>, everyUs: number, atUs: number): number => {
  let begun = 0;
  for (const { fromUs, toUs } of windows) {
    if (atUs < toUs || toUs === windows.at(-1)?.toUs) return begun + Math.floor((atUs - fromUs) / everyUs);
    begun += Math.ceil((toUs - fromUs) / everyUs);
  }
  return begun;
};

interface Scores {
  n: number;
  sum: number;
  squares: number;
}

/**
 * The correlation of normal scores of one period, by likelihood: each is √ρ·U + √(1 − ρ)·Z, U being its period's. The
 * likelihood ratio is half of χ² with one degree of freedom at the edge ρ = 0 (Self and Liang, JASA 82, 1987).
 */
const fitCommon = (scores: ReadonlyArray<readonly [number, number]>, period: (atUs: number) => number) => {
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
    let sum = 0;
    for (const { n, sum: total, squares } of groups.values()) {
      const all = own + n * common;
      sum -= 0.5 * ((n - 1) * Math.log(own) + Math.log(all) + (squares - (common * total * total) / all) / own);
    }
    return sum;
  };
  return groups.size < PERIODS_MIN ? nothing : correlationOf(profile, 0);
};

const nothing = { estimated: undefined, gain: 0 };

/** The correlation that a likelihood makes the most of, where chance hardly makes it that large. */
const correlationOf = (profile: (correlation: number) => number, least: number) => {
  const top = highest(profile, least, CORRELATION_MAX);
  const gain = top.value - profile(least);
  if (gammaAbove(0.5, Math.max(0, gain)) / 2 > CHANCE_MAX) return nothing;
  const estimated: Estimated = { value: top.at, interval: profileInterval(profile, top, least, CORRELATION_MAX) };
  return { estimated, gain };
};

/** As good as none. */
const KIND_CORRELATION_MIN = 1e-6;

/**
 * How much the arrivals of a period are of one sort, by the likelihood of a Dirichlet-multinomial law of the counts, with
 * the concentration 1/ρ − 1 (Mosimann, Biometrika 49, 1962).
 */
const fitKinds = (came: ReadonlyArray<TimedFault>, period: (atUs: number) => number) => {
  const totals = new Map<number, number>();
  const periods = new Map<number, Map<number, number>>();
  for (const { atUs, sort } of came) {
    totals.set(sort, (totals.get(sort) ?? 0) + 1);
    const key = period(atUs);
    const counts = periods.get(key) ?? new Map<number, number>();
    periods.set(key, counts);
    counts.set(sort, (counts.get(sort) ?? 0) + 1);
  }
  if (totals.size < 2 || periods.size < PERIODS_MIN) return nothing;
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
  return correlationOf(profile, KIND_CORRELATION_MIN);
};

/** ln Γ(x + n) − ln Γ(x), exactly where n is small, for there large x would cancel. */
const logRising = (x: number, n: number): number => {
  if (n > 1_000) return logGamma(x + n) - logGamma(x);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(x + i);
  return sum;
};

const meanOf = (counts: ReadonlyArray<number>): number =>
  counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
