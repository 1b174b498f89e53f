import type { Statistics } from "../metric.ts";

/** The percentile of sorted samples by linear interpolation between the two nearest: the one rule everywhere. */
export const percentile = (sorted: ReadonlyArray<number>, share: number): number => {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
};

/** Statistics of samples, each divided by `unit`; all `null` when there is none. */
export const sampleStatistics = (samples: ReadonlyArray<number>, unit: number): Statistics => {
  if (samples.length === 0) return { mean: null, p50: null, p90: null, p99: null, max: null };
  const sorted = new Float64Array(samples).sort() as unknown as ReadonlyArray<number>;
  let sum = 0;
  for (let index = 0; index < sorted.length; index++) sum += sorted[index] as number;
  return {
    mean: sum / sorted.length / unit,
    p50: percentile(sorted, 0.5) / unit,
    p90: percentile(sorted, 0.9) / unit,
    p99: percentile(sorted, 0.99) / unit,
    max: (sorted[sorted.length - 1] as number) / unit,
  };
};
