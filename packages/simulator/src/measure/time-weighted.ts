import type { Statistics } from "@ordeal/model";

/** How long a whole number had which value, for statistics weighted by time. */
export class TimeWeighted {
  private value = 0;
  private sinceUs = 0;
  private readonly spans = new Map<number, number>();

  add(atUs: number, change: number): void {
    this.settle(atUs);
    this.value += change;
  }

  private settle(atUs: number): void {
    if (atUs > this.sinceUs) this.spans.set(this.value, (this.spans.get(this.value) ?? 0) + (atUs - this.sinceUs));
    this.sinceUs = atUs;
  }

  /** The time integral up to an instant, in value × µs. */
  integral(atUs: number): number {
    this.settle(atUs);
    let sum = 0;
    for (const [value, us] of this.spans) sum += value * us;
    return sum;
  }

  /** Statistics up to an instant; a percentile is the smallest value not exceeded for that share of the time. */
  statistics(atUs: number): Statistics {
    this.settle(atUs);
    const spans = [...this.spans].sort(([a], [b]) => a - b);
    const total = spans.reduce((sum, [, us]) => sum + us, 0);
    if (total === 0) return { mean: null, p50: null, p90: null, p99: null, max: null };
    const at = (share: number): number => {
      let passed = 0;
      for (const [value, us] of spans) {
        passed += us;
        if (passed >= share * total) return value;
      }
      return (spans.at(-1) as [number, number])[0];
    };
    return {
      mean: this.integral(atUs) / total,
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
      max: (spans.at(-1) as [number, number])[0],
    };
  }
}
