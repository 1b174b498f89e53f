import { percentile } from "@ordeal/model";

/** An estimate from to, both included; 95 % unless it says otherwise. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The 97.5 % quantile of the normal law: two-sided 95 %. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval for a probability of which `successes` of `trials` were seen (Wilson, JASA 22, 1927): it holds
 * its level also near 0 and 1, where the textbook's interval does not. Everything from 0 to 1 without a trial.
 */
export const wilson = (successes: number, trials: number, z = Z_95): Interval => {
  if (trials === 0) return { from: 0, to: 1 };
  const share = successes / trials;
  const square = z * z;
  const centre = (share + square / (2 * trials)) / (1 + square / trials);
  const half = (z / (1 + square / trials)) * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials));
  return {
    from: successes === 0 ? 0 : Math.max(0, centre - half),
    to: successes === trials ? 1 : Math.min(1, centre + half),
  };
};

/** Student's 97.5 % quantiles for so few degrees of freedom that the expansion below is not exact to four digits. */
const fewDegrees = [
  Number.POSITIVE_INFINITY,
  12.7062,
  4.30265,
  3.18245,
  2.77645,
  2.57058,
  2.44691,
  2.36462,
  2.306,
  2.26216,
] as const;

/** The 97.5 % quantile of Student's t: Cornish and Fisher's expansion (Abramowitz and Stegun 26.7.5). */
export const student95 = (degrees: number): number => {
  const known = fewDegrees[degrees];
  if (known !== undefined) return known;
  const z = Z_95;
  const z3 = z * z * z;
  const z5 = z3 * z * z;
  const z7 = z5 * z * z;
  return (
    z +
    (z3 + z) / (4 * degrees) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees * degrees * degrees)
  );
};

/** The mean of samples, and Student's interval of it: asymptotic for samples that are not normal. */
export interface MeanEstimate extends Interval {
  readonly mean: number;
  /** The standard deviation of the samples. */
  readonly deviation: number;
}

/** Summed in the order of the samples, around the first: the same samples in the same order give the same bytes. */
export const meanOf = (samples: ArrayLike<number>): MeanEstimate => {
  const { length } = samples;
  const origin = samples[0] ?? 0;
  let sum = 0;
  for (let index = 0; index < length; index++) sum += (samples[index] as number) - origin;
  const offset = sum / length;
  const mean = origin + offset;
  let squares = 0;
  for (let index = 0; index < length; index++) squares += ((samples[index] as number) - origin - offset) ** 2;
  if (length < 2) return { mean, deviation: 0, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const deviation = Math.sqrt(squares / (length - 1));
  const half = deviation === 0 ? 0 : student95(length - 1) * (deviation / Math.sqrt(length));
  return { mean, deviation, from: mean - half, to: mean + half };
};

/** A percentile of samples, and the ranks between which the law's own lies. */
export interface PercentileEstimate extends Interval {
  readonly value: number;
}

/**
 * A percentile of sorted samples and an interval for the law's own, whatever the law: the score test turned round, so that
 * it agrees with {@link wilson} of the samples on either side. Infinite on a side where the samples are too few to tell.
 */
export const percentileOf = (sorted: ArrayLike<number>, share: number): PercentileEstimate => {
  const { length } = sorted;
  const half = Z_95 * Math.sqrt(length * share * (1 - share));
  const below = Math.ceil(length * share - half);
  const above = Math.floor(length * share + half);
  return {
    value: percentile(sorted as ReadonlyArray<number>, share),
    from: below < 1 ? Number.NEGATIVE_INFINITY : (sorted[below - 1] as number),
    to: above >= length ? Number.POSITIVE_INFINITY : (sorted[above] as number),
  };
};
