import { meanOf } from "../campaign/interval.ts";

/** What a distance that adds up came to over whole runs. */
export interface Totals {
  readonly mean: number;
  readonly variance: number;
}

export const totalsOf = (totals: ReadonlyArray<number>): Totals => {
  const { mean, deviation } = meanOf(totals);
  return { mean, variance: deviation * deviation };
};

/**
 * How near a run is to `brokenFrom`, of a distance that adds up: the logarithm of how likely the rest of the run is to add
 * what is missing, as if it came in equal jumps by a Poisson law with the mean and variance of whole runs (Cramér's rate
 * function, x log(x ÷ λ) − x + λ). So a run that has come half the way by the middle is nearer than one that has come as far
 * by the end.
 */
export const nearnessOf = ({ mean, variance }: Totals, brokenFrom: number, durationUs: number) => {
  const jump = variance / mean;
  if (!(jump > 0)) return (distance: number): number => distance;
  return (distance: number, restUs: number): number => {
    if (distance >= brokenFrom) return 0;
    const missing = (brokenFrom - distance) / jump;
    const expected = ((mean / jump) * restUs) / durationUs;
    return missing <= expected ? 0 : missing - expected - missing * Math.log(missing / expected);
  };
};
