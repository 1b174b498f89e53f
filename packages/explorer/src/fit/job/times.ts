import type { Estimated } from "../interval.ts";
import { betaQuantile } from "../special.ts";
import type { JobMeasure, JobSamples, Samples } from "./samples.ts";

/** How long one thing takes. Microseconds. */
export interface FittedTime {
  readonly measure: JobMeasure;
  readonly tier: string | undefined;
  /** How often it was seen; one sample may stand for several steps. */
  readonly samples: number;
  readonly counted: number;
  /** The mean, and its interval by Student's t; that of a single sample is not known. */
  readonly meanUs: Estimated | { readonly value: number; readonly interval: undefined };
  readonly medianUs: number;
  readonly p90Us: number;
  readonly deviationUs: number;
}

/** Means with intervals of everything that was seen. */
export const fitTimes = (samples: JobSamples): ReadonlyArray<FittedTime> => samples.samples().map(fitTime);

const fitTime = ({ measure, tier, us, weights }: Samples): FittedTime => {
  const n = us.length;
  const counted = weights.reduce((sum, weight) => sum + weight, 0);
  const value = us.reduce((sum, one, i) => sum + one * (weights[i] as number), 0) / counted;
  const squares = us.reduce((sum, one, i) => sum + ((weights[i] as number) * (one - value)) ** 2, 0);
  const error = n < 2 ? Number.NaN : (Math.sqrt(squares) / counted) * Math.sqrt(n / (n - 1));
  const half = studentHalf(n - 1) * error;
  const sorted = [...us].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (n - 1))] as number;
  return {
    measure,
    tier,
    samples: n,
    counted,
    meanUs: { value, interval: n < 2 ? undefined : [Math.max(0, value - half), value + half] },
    medianUs: at(0.5),
    p90Us: at(0.9),
    deviationUs: n < 2 ? 0 : error * Math.sqrt(n),
  };
};

/** The 97.5 % point of Student's t: t² = ν(1 − x)/x, x of a beta law (DLMF 8.17 and Abramowitz and Stegun 26.7.1). */
const studentHalf = (freedom: number): number => {
  if (freedom < 1) return Number.NaN;
  const x = betaQuantile(freedom / 2, 0.5, 0.05);
  return Math.sqrt((freedom * (1 - x)) / x);
};
