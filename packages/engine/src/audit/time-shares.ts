import type { Statistics } from "@ordeal/model";

/** For how long a number that changes in steps had which value. */
export class TimeShares {
  now: number;
  private sinceUs = 0;
  private readonly us = new Map<number, number>();

  constructor(value: number) {
    this.now = value;
  }

  change(atUs: number, by: number): void {
    this.accrue(atUs);
    this.now += by;
  }

  private accrue(atUs: number): void {
    if (atUs > this.sinceUs) this.us.set(this.now, (this.us.get(this.now) ?? 0) + atUs - this.sinceUs);
    this.sinceUs = atUs;
  }

  /** Weighted by time, up to an instant; a percentile is the smallest value not exceeded for that share of it. */
  statistics(atUs: number): Statistics {
    this.accrue(atUs);
    const spans = [...this.us].sort(([a], [b]) => a - b);
    const total = spans.reduce((sum, [, us]) => sum + us, 0);
    const highest = spans.at(-1)?.[0];
    if (highest === undefined) return { mean: null, p50: null, p90: null, p99: null, max: null };
    const at = (share: number): number => {
      let passed = 0;
      for (const [value, us] of spans) {
        passed += us;
        if (passed >= share * total) return value;
      }
      return highest;
    };
    const mean = spans.reduce((sum, [value, us]) => sum + value * us, 0) / total;
    return { mean, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: highest };
  }
}
