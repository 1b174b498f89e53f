import { parseDistributionThreshold } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeDistribution, percentileOf, summarizeSample } from "../../src/index.ts";
import { crashing, sampleOf } from "./support.ts";

const asked = (text: string) => {
  const parsed = parseDistributionThreshold(text);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
};
const throughputs = (values: ReadonlyArray<number | null>) => sampleOf(values, { metric: "effectiveThroughput" });
const repeated = (value: number | null, times: number) => Array.from({ length: times }, () => value);
const held = (text: string, values: ReadonlyArray<number | null>) =>
  judgeDistribution(throughputs(values), asked(text)).held;

test("a probability holds, fails or stays unknown, by where its whole interval lies", () => {
  const often = "P(effectiveThroughput >= 95 %) >= 90 %";
  expect(held(often, repeated(0.96, 1_000))).toBe(true);
  expect(held(often, repeated(0.94, 1_000))).toBe(false);
  expect(held(often, [...repeated(0.96, 90), ...repeated(0.94, 10)])).toBe(null);
  expect(held(often, repeated(0.96, 10))).toBe(null);
  expect(held("P(effectiveThroughput >= 95 %) >= 100 %", repeated(0.96, 20_000))).toBe(null);
  expect(held("P(effectiveThroughput >= 95 %) >= 100 %", [...repeated(0.96, 100), 0.94])).toBe(false);
  expect(held("P(effectiveThroughput < 95 %) <= 1 %", repeated(0.96, 1_000))).toBe(true);
});

test("a run that gave nothing to measure is never taken to have held, nor to have failed", () => {
  const often = "P(effectiveThroughput >= 95 %) >= 90 %";
  const half = [...repeated(0.96, 500), ...repeated(null, 500)];
  const judgement = judgeDistribution(throughputs(half), asked(often));
  expect(judgement).toMatchObject({ held: null, actual: 1, why: "500 runs gave nothing to measure" });
  expect(held(often, [...repeated(0.94, 500), ...repeated(null, 500)])).toBe(false);
  expect(held("effectiveThroughput mean >= 50 %", half)).toBe(null);
  expect(held("effectiveThroughput mean >= 50 %", repeated(null, 500))).toBe(null);
});

test("a threshold against a baseline that nobody named is unknown", () => {
  expect(held("P(effectiveThroughput >= baseline) >= 1 %", repeated(0.96, 1_000))).toBe(null);
});

test("a percentile over runs agrees with its interval", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 60, maxLength: 300 }),
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 99 }),
      (values, percentile, limit) => {
        const { from, to } = percentileOf(Float64Array.from(values).toSorted(), percentile / 100);
        const outcome = held(`effectiveThroughput p${percentile} >= ${limit} %`, values);
        if (outcome === true) expect(to).toBeGreaterThanOrEqual(limit / 100);
        if (outcome === false) expect(from).toBeLessThan(limit / 100);
        if (from >= limit / 100 && Number.isFinite(from)) expect(outcome).not.toBe(false);
      },
    ),
  );
});

test("opposite thresholds never both hold", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 }),
      fc.nat(100),
      fc.nat(100),
      (values, limit, share) => {
        for (const what of [`P(effectiveThroughput >= ${limit} %)`, "effectiveThroughput mean"]) {
          const [above, below] = [held(`${what} >= ${share} %`, values), held(`${what} < ${share} %`, values)];
          expect(above === true && below === true).toBe(false);
          if (above !== null && below !== null) expect(above).toBe(!below);
        }
      },
    ),
  );
});

test("a mean is judged by its interval, of runs that are enough and differ", () => {
  const around = Array.from({ length: 100 }, (_, nth) => 0.95 + (nth % 2 === 0 ? 0.001 : -0.001));
  expect(held("effectiveThroughput mean >= 94 %", around)).toBe(true);
  expect(held("effectiveThroughput mean >= 96 %", around)).toBe(false);
  expect(held("effectiveThroughput mean >= 95 %", around)).toBe(null);
  expect(held("effectiveThroughput mean >= 94 %", around.slice(0, 20))).toBe(null);
  expect(held("effectiveThroughput mean >= 94 %", repeated(0.95, 1_000))).toBe(null);
});

test("nothing asked is nothing known; the worst judgement decides, and the worst runs come first", () => {
  const sample = throughputs([0.97, 0.93, 0.95, ...repeated(0.99, 397)]);
  const campaign = (...texts: ReadonlyArray<string>) => ({ thresholds: texts.map(asked) });
  const { thresholds } = crashing();
  expect(summarizeSample(sample, { thresholds }).verdict).toBe("unknown");
  expect(summarizeSample(sample, { thresholds, campaign: campaign("effectiveThroughput p5 >= 95 %") }).verdict).toBe(
    "pass",
  );
  const judged = campaign("effectiveThroughput p5 >= 95 %", "effectiveThroughput p5 >= 99.5 %");
  const summary = summarizeSample(sample, { thresholds, campaign: judged });
  expect(summary.verdict).toBe("fail");
  expect(summary.headline.worst.slice(0, 2)).toEqual([
    { seed: 2, value: 0.93 },
    { seed: 3, value: 0.95 },
  ]);
  expect(summary.headline.histogram?.counts.reduce((sum, count) => sum + count, 0)).toBe(400);
});
