import type { Statistics } from "../metric.ts";

/** How long a whole number, zero or more, had which value: for statistics weighted by time. */
export class TimeWeighted {
  private value = 0;
  private sinceUs = 0;
  /** Time at each value below {@link DENSE}; larger ones are rare, and kept apart. */
  private readonly dense: Array<number> = [];
  private readonly sparse = new Map<number, number>();

  add(atUs: number, change: number): void {
    this.accrue(atUs);
    this.value += change;
  }

  get now(): number {
    return this.value;
  }

  private accrue(atUs: number): void {
    const us = atUs - this.sinceUs;
    if (us === 0) return;
    this.sinceUs = atUs;
    const { value, dense, sparse } = this;
    if (value >= DENSE) sparse.set(value, (sparse.get(value) ?? 0) + us);
    else {
      while (dense.length <= value) dense.push(0);
      dense[value] = (dense[value] as number) + us;
    }
  }

  /** Values with their times, from the lowest value up. */
  private spans(): Array<readonly [value: number, us: number]> {
    const dense = this.dense.map((us, value) => [value, us] as const).filter(([, us]) => us > 0);
    return [...dense, ...[...this.sparse].sort(([a], [b]) => a - b)];
  }

  /** The time integral up to an instant, in value × µs. */
  integral(atUs: number): number {
    this.accrue(atUs);
    return this.spans().reduce((sum, [value, us]) => sum + value * us, 0);
  }

  /** Statistics up to an instant; a percentile is the smallest value not exceeded for that share of the time. */
  statistics(atUs: number): Statistics {
    this.accrue(atUs);
    const spans = this.spans();
    const total = spans.reduce((sum, [, us]) => sum + us, 0);
    const highest = spans.at(-1);
    if (highest === undefined) return { mean: null, p50: null, p90: null, p99: null, max: null };
    const at = (share: number): number => {
      let passed = 0;
      for (const [value, us] of spans) {
        passed += us;
        if (passed >= share * total) return value;
      }
      return highest[0];
    };
    return { mean: this.integral(atUs) / total, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: highest[0] };
  }
}

const DENSE = 4_096;
