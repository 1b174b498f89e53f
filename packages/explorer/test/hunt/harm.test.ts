import {
  type MetricName,
  type Metrics,
  metricNames,
  metrics,
  parseThreshold,
  statistics,
  statisticsOf,
  type Threshold,
} from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Baselines, marginsOf } from "../../src/hunt/harm.ts";
import { cases } from "../arbitraries/relation.ts";

const value = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null });

const measured: fc.Arbitrary<Metrics> = fc.record(
  Object.fromEntries(
    metricNames.map((name) => [
      name,
      statisticsOf(name) === undefined
        ? value
        : fc.record(Object.fromEntries(statistics.map((one) => [one, value])) as Record<string, typeof value>),
    ]),
  ) as Record<MetricName, fc.Arbitrary<unknown>>,
) as unknown as fc.Arbitrary<Metrics>;

const threshold: fc.Arbitrary<Threshold> = fc
  .tuple(fc.constantFrom(...metricNames), fc.nat(4), fc.constantFrom(">=", "<=", ">", "<"), fc.nat(200))
  .map(([name, statistic, comparison, limit]) => {
    const choices = statisticsOf(name);
    const which = choices === undefined ? "" : ` ${choices[statistic % choices.length]}`;
    const unit = { ratio: "%", duration: "seconds", count: "", flops: "PFLOPS", kWh: "kWh" }[metrics[name].unit];
    return parseThreshold(`${name}${which} ${comparison} ${limit} ${unit}`);
  })
  .filter((one): one is Threshold => typeof one !== "string");

const thresholds = fc.array(threshold, { minLength: 1, maxLength: 5 });

/** A run without hazards: then what is undisturbed is the twin as well. */
const baselines = (undisturbed: Metrics): Baselines => ({ undisturbed, twin: undisturbed });

describe("the harm of a run", () => {
  test("is above 0 exactly where a threshold is broken, and never more than a thousand", () => {
    let broken = 0;
    fc.assert(
      fc.property(measured, measured, thresholds, (run, undisturbed, limits) => {
        for (const { held, harm } of marginsOf(run, limits, baselines(undisturbed))) {
          expect(Number.isFinite(harm)).toBe(true);
          expect(harm > 0).toBe(held === false);
          expect(harm).toBeLessThanOrEqual(1_000);
          if (held === false) broken++;
        }
      }),
      cases(500),
    );
    expect(broken).toBeGreaterThan(100);
  });

  test("is −1 for what the undisturbed run comes to, where there is room to the limit", () => {
    fc.assert(
      fc.property(measured, thresholds, (undisturbed, limits) => {
        for (const { held, actual, limit, harm } of marginsOf(undisturbed, limits, baselines(undisturbed))) {
          if (held === true && actual !== null && actual !== limit) expect(harm).toBeCloseTo(-1, 9);
        }
      }),
      cases(500),
    );
  });

  test("grows as a run gets worse", () => {
    const [limit] = [parseThreshold("effectiveThroughput >= 80 %") as Threshold];
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(measured, share, share, (any, a, b) => {
        const undisturbed = { ...any, effectiveThroughput: 0.98 };
        const [better, worse] = [Math.max(a, b), Math.min(a, b)].map(
          (effectiveThroughput) =>
            marginsOf({ ...any, effectiveThroughput }, [limit], baselines(undisturbed))[0]?.harm ?? Number.NaN,
        );
        expect(better).toBeLessThanOrEqual(worse as number);
      }),
      cases(200),
    );
  });

  test("is told of the worst threshold first", () => {
    fc.assert(
      fc.property(measured, measured, thresholds, (run, undisturbed, limits) => {
        const harms = marginsOf(run, limits, baselines(undisturbed)).map(({ harm }) => harm);
        expect(harms).toEqual(harms.toSorted((a, b) => b - a));
        expect(harms).toHaveLength(limits.length);
      }),
      cases(200),
    );
  });

  test("is half the way to the limit where half the room is used up", () => {
    const limit = parseThreshold("effectiveThroughput >= 80 %") as Threshold;
    const [any] = fc.sample(measured, { numRuns: 1, seed: 1 }) as [Metrics];
    const of = (effectiveThroughput: number): Metrics => ({ ...any, effectiveThroughput });
    const [margin] = marginsOf(of(0.85), [limit], baselines(of(0.9)));
    expect(margin).toMatchObject({ actual: 0.85, undisturbed: 0.9, limit: 0.8, held: true });
    expect(margin?.harm).toBeCloseTo(-0.5, 9);
  });
});
