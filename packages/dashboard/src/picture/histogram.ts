import { DAY_US, HOUR_US, MINUTE_US, SECOND_US } from "@ordeal/model";

/** Where one bin of durations ends and the next begins, as people count time. Microseconds. */
export const binEdgesUs: ReadonlyArray<number> = [
  0,
  ...[1, 2, 5, 10, 20, 30, 45].map((s) => s * SECOND_US),
  ...[1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45].map((min) => min * MINUTE_US),
  ...[1, 2, 4, 8, 16].map((h) => h * HOUR_US),
  ...[1, 2, 4, 8, 16].map((days) => days * DAY_US),
];

/** How many durations fell into each bin; the last bin has no end. */
export interface Histogram {
  readonly count: number;
  readonly bins: ReadonlyArray<{ readonly fromUs: number; readonly toUs: number | null; readonly count: number }>;
}

/** Counts durations by bin. */
export class HistogramCounter {
  private readonly counts = binEdgesUs.map(() => 0);
  private count = 0;

  add(us: number): void {
    let bin = binEdgesUs.length - 1;
    while (bin > 0 && us < (binEdgesUs[bin] as number)) bin--;
    this.counts[bin] = (this.counts[bin] as number) + 1;
    this.count++;
  }

  /** The bins from the first to the last that hold anything. */
  get histogram(): Histogram {
    const first = this.counts.findIndex((count) => count > 0);
    const last = this.counts.findLastIndex((count) => count > 0);
    if (first < 0) return { count: 0, bins: [] };
    return {
      count: this.count,
      bins: this.counts.slice(first, last + 1).map((count, index) => ({
        fromUs: binEdgesUs[first + index] as number,
        toUs: binEdgesUs[first + index + 1] ?? null,
        count,
      })),
    };
  }
}
