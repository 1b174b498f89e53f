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
  const { length } = samples;
  if (length === 0) return { mean: null, p50: null, p90: null, p99: null, max: null };
  const values = new Float64Array(length);
  let sum = 0;
  for (let index = 0; index < length; index++) {
    values[index] = samples[index] as number;
    sum += samples[index] as number;
  }
  if (length > SELECTED_MAX) values.sort();
  else selectFor(values);
  const sorted = values as unknown as ReadonlyArray<number>;
  return {
    mean: sum / length / unit,
    p50: percentile(sorted, 0.5) / unit,
    p90: percentile(sorted, 0.9) / unit,
    p99: percentile(sorted, 0.99) / unit,
    max: (sorted[length - 1] as number) / unit,
  };
};

/** Up to so many samples, finding a few by rank is quicker than sorting them all. */
const SELECTED_MAX = 4_096;

/** Puts the samples that the percentiles read, and the greatest, where sorting would put them. */
const selectFor = (values: Float64Array): void => {
  const last = values.length - 1;
  let from = 0;
  for (const share of [0.5, 0.9, 0.99, 1]) {
    const below = Math.floor(share * last);
    for (const rank of [below, Math.min(below + 1, last)]) {
      if (rank < from) continue;
      select(values, rank, from);
      from = rank + 1;
    }
  }
};

/** Hoare's selection: puts the sample of a rank in its place, what is less before it and what is greater after it. */
const select = (values: Float64Array, rank: number, from: number): void => {
  let low = from;
  let high = values.length - 1;
  while (low < high) {
    const pivot = median(values[low] as number, values[(low + high) >> 1] as number, values[high] as number);
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] as number) < pivot) left++;
      while ((values[right] as number) > pivot) right--;
      if (left > right) break;
      const value = values[left] as number;
      values[left] = values[right] as number;
      values[right] = value;
      left++;
      right--;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return;
  }
};

const median = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
