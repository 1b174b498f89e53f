import { type Stream, streamOf } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { fitShape, gapsOf } from "../../src/fit/arrival-law.ts";
import { type Interval, poissonInterval, proportionInterval } from "../../src/fit/interval.ts";
import { fitSpread } from "../../src/fit/lemons.ts";
import { fitLognormal } from "../../src/fit/repair-law.ts";
import { logGamma } from "../../src/fit/special.ts";

/**
 * A 95 % interval holds the truth in 95 % of the cases. So many trials a parameter are tried here; `ORDEAL_TRIALS=2000`
 * is the full measure. What is allowed leaves room for the scatter of a share at four standard errors.
 */
const TRIALS = Number(process.env.ORDEAL_TRIALS ?? 250);
const scatter = 4 * Math.sqrt((0.95 * 0.05) / TRIALS);
const full = TRIALS >= 2_000;
const lowest = full ? 0.935 : 0.95 - scatter;
const highestAsymptotic = full ? 0.965 : Math.min(1, 0.95 + scatter);
const highestExact = full ? 0.985 : 1;

const coverage = (name: string, truth: number, trial: (stream: Stream) => Interval | undefined): number => {
  let held = 0;
  for (let n = 0; n < TRIALS; n++) {
    const interval = trial(streamOf(n + 1, `coverage/${name}`));
    if (interval !== undefined && interval[0] <= truth && truth <= interval[1]) held++;
  }
  return held / TRIALS;
};

const expectAsymptotic = (share: number) => {
  expect(share).toBeGreaterThanOrEqual(lowest);
  expect(share).toBeLessThanOrEqual(highestAsymptotic);
};
const expectExact = (share: number) => {
  expect(share).toBeGreaterThanOrEqual(lowest);
  expect(share).toBeLessThanOrEqual(highestExact);
};

const poisson = (mean: number, stream: Stream): number => {
  let count = 0;
  for (let left = mean - stream.exponential(); left > 0; left -= stream.exponential()) count++;
  return count;
};

/** A stationary renewal process with Weibull gaps of mean 1, seen for so long: what is left of the first gap comes first. */
const renewals = (shape: number, span: number, stream: Stream): Float64Array => {
  const scale = 1 / Math.exp(logGamma(1 + 1 / shape));
  const at: Array<number> = [];
  let now = stream.uniform() * scale * stream.gamma(1 + 1 / shape) ** (1 / shape);
  while (now < span) {
    at.push(now);
    now += scale * stream.exponential() ** (1 / shape);
  }
  return Float64Array.from(at);
};

describe("intervals hold the truth as often as they say", () => {
  test.each([12, 40])("the rate of %i faults, exactly", (mean) => {
    expectExact(coverage(`rate ${mean}`, mean, (stream) => poissonInterval(poisson(mean, stream))));
  });

  test("a probability, exactly", () => {
    expectExact(
      coverage("probability", 0.2, (stream) => {
        const hits = Array.from({ length: 100 }, () => (stream.uniform() < 0.2 ? 1 : 0));
        return proportionInterval(
          hits.reduce<number>((sum, hit) => sum + hit, 0),
          100,
        );
      }),
    );
  });

  test.each([0.62, 1, 1.8])("the shape of Weibull gaps, %f", (shape) => {
    const share = coverage(`shape ${shape}`, shape, (stream) => {
      const window = { atUs: renewals(shape, 80, stream), spanUs: 80 };
      return fitShape([window], gapsOf([window])).interval;
    });
    expectAsymptotic(share);
  });

  /** Repairs of median 20 h and mean 30 h, those censored that last beyond a time drawn for each. */
  const repairs = (stream: Stream, censoredBeyond: number) => {
    const sigma = Math.sqrt(2 * Math.log(1.5));
    const complete: Array<number> = [];
    const censored: Array<number> = [];
    for (let n = 0; n < 100; n++) {
      const lasts = 20 * Math.exp(sigma * stream.normal());
      const seen = censoredBeyond * stream.uniform();
      if (lasts <= seen) complete.push(lasts);
      else censored.push(seen);
    }
    return { completeUs: Float64Array.from(complete), censoredUs: Float64Array.from(censored) };
  };

  test.each([
    ["none", Number.POSITIVE_INFINITY],
    ["a third", 80],
  ])("median and mean of repairs, %s censored", (_, censoredBeyond) => {
    const held = { median: 0, mean: 0 };
    for (let n = 0; n < TRIALS; n++) {
      const fitted = fitLognormal(repairs(streamOf(n + 1, "coverage/repair"), censoredBeyond));
      const holds = ([low, high]: Interval, truth: number) => (low <= truth && truth <= high ? 1 : 0);
      held.median += holds(fitted.medianUs.interval, 20);
      held.mean += holds(fitted.meanUs.interval, 30);
    }
    expectAsymptotic(held.median / TRIALS);
    expectAsymptotic(held.mean / TRIALS);
  });

  test("who the lemons are, and what they carry", () => {
    const held = { share: 0, faults: 0, found: 0 };
    const trials = Math.min(TRIALS, full ? 2_000 : 25);
    for (let n = 0; n < trials; n++) {
      const stream = streamOf(n + 1, "coverage/lemons");
      const counts = Array.from({ length: 400 }, (_, node) => poisson(node < 40 ? 7.5 : 0.833333, stream));
      const lemons = fitSpread(counts, 400)?.lemons;
      if (lemons === undefined) continue;
      held.found++;
      held.share += lemons.share.interval[0] <= 0.1 && lemons.share.interval[1] >= 0.1 ? 1 : 0;
      held.faults += lemons.faults.interval[0] <= 0.5 && lemons.faults.interval[1] >= 0.5 ? 1 : 0;
    }
    expect(held.found).toBe(trials);
    const loose = full ? 0 : 4 * Math.sqrt((0.95 * 0.05) / trials);
    expect(held.share / trials).toBeGreaterThanOrEqual(Math.min(lowest, 0.95 - loose));
    expect(held.faults / trials).toBeGreaterThanOrEqual(Math.min(lowest, 0.95 - loose));
  });
});
