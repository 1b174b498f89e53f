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

  /** The values that it ever had, from the lowest up, each where its time stands in the list beside it. */
  private spans(): { readonly values: ReadonlyArray<number>; readonly times: ReadonlyArray<number> } {
    const { dense, sparse } = this;
    const values: Array<number> = [];
    const times: Array<number> = [];
    for (let value = 0; value < dense.length; value++) {
      if (dense[value] === 0) continue;
      values.push(value);
      times.push(dense[value] as number);
    }
    for (const [value, us] of sparse.size === 0 ? [] : [...sparse].sort(([a], [b]) => a - b)) {
      values.push(value);
      times.push(us);
    }
    return { values, times };
  }

  /** The time integral up to an instant, in value × µs. */
  integral(atUs: number): number {
    this.accrue(atUs);
    const { values, times } = this.spans();
    return values.reduce((sum, value, index) => sum + value * (times[index] as number), 0);
  }

  /** Statistics up to an instant; a percentile is the smallest value not exceeded for that share of the time. */
  statistics(atUs: number): Statistics {
    this.accrue(atUs);
    const { values, times } = this.spans();
    const highest = values.at(-1);
    if (highest === undefined) return { mean: null, p50: null, p90: null, p99: null, max: null };
    let total = 0;
    let integral = 0;
    for (let index = 0; index < values.length; index++) {
      total += times[index] as number;
      integral += (values[index] as number) * (times[index] as number);
    }
    const at = (share: number): number => {
      let passed = 0;
      for (let index = 0; index < values.length; index++) {
        passed += times[index] as number;
        if (passed >= share * total) return values[index] as number;
      }
      return highest;
    };
    return { mean: integral / total, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: highest };
  }
}

const DENSE = 4_096;
