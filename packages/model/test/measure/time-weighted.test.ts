import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TimeWeighted } from "../../src/measure/time-weighted.ts";

describe("statistics weighted by time", () => {
  test("say how long a value held: a mean, the value that is not exceeded half of the time, the greatest", () => {
    const down = new TimeWeighted();
    down.add(60, 2);
    down.add(90, -1);
    expect(down.statistics(100)).toEqual({ mean: (30 * 2 + 10) / 100, p50: 0, p90: 2, p99: 2, max: 2 });
  });

  test("are null over no time", () => {
    expect(new TimeWeighted().statistics(0)).toEqual({ mean: null, p50: null, p90: null, p99: null, max: null });
  });

  test("do not see a value that held for no time", () => {
    const down = new TimeWeighted();
    down.add(10, 5);
    down.add(10, -5);
    expect(down.statistics(20).max).toBe(0);
  });

  const changes = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: -3, max: 5 })), { maxLength: 30 });

  test("are those of one sample an instant", () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 20 }), (list, restUs) => {
        const weighted = new TimeWeighted();
        const samples: Array<number> = [];
        let value = 0;
        for (const [afterUs, wanted] of list) {
          for (let us = 0; us < afterUs; us++) samples.push(value);
          const change = Math.max(-value, wanted);
          weighted.add(samples.length, change);
          value += change;
        }
        for (let us = 0; us < restUs; us++) samples.push(value);
        const sum = samples.reduce((total, one) => total + one, 0);
        expect(weighted.integral(samples.length)).toBe(sum);
        const sorted = samples.toSorted((a, b) => a - b);
        const reached = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)];
        expect(weighted.statistics(samples.length)).toEqual({
          mean: sum / samples.length,
          p50: reached(0.5),
          p90: reached(0.9),
          p99: reached(0.99),
          max: sorted.at(-1),
        });
      }),
    );
  });

  test("are not changed by a look in between", () => {
    const [once, often] = [new TimeWeighted(), new TimeWeighted()];
    for (const weighted of [once, often]) {
      weighted.add(10, 3);
      if (weighted === often) weighted.statistics(15);
      weighted.add(20, -2);
    }
    expect(often.statistics(50)).toEqual(once.statistics(50));
  });
});
