import { betaQuantile, gammaQuantile } from "./special.ts";

/** A 95 % confidence interval. */
export type Interval = readonly [low: number, high: number];

/** An estimate and how far it can be trusted. */
export interface Estimated {
  readonly value: number;
  readonly interval: Interval;
}

const TAIL = 0.025;

/** Half of the 95 % point of χ² with one degree of freedom: how far a profile likelihood may fall within its interval. */
export const PROFILE_FALL = 3.841458820694124 / 2;

/** The exact interval of a Poisson mean of which so many were seen (Garwood, Biometrika 28, 1936). */
export const poissonInterval = (count: number): Interval => [
  count === 0 ? 0 : gammaQuantile(count, TAIL),
  gammaQuantile(count + 1, 1 - TAIL),
];

/**
 * The interval of the mean of a count whose variance is `dispersion` times its mean: as if it were a Poisson count of
 * groups of so many. With a dispersion of 1 it is the exact one.
 */
export const dispersedInterval = (count: number, dispersion: number): Interval => {
  const factor = Math.max(1, dispersion);
  const [low, high] = poissonInterval(count / factor);
  return [low * factor, high * factor];
};

/** The exact interval of a probability (Clopper and Pearson, Biometrika 26, 1934). */
export const proportionInterval = (count: number, of: number): Interval => [
  count === 0 ? 0 : betaQuantile(count, of - count + 1, TAIL),
  count === of ? 1 : betaQuantile(count + 1, of - count, 1 - TAIL),
];
