import { type Experiment, isHeld, parseThreshold, type Threshold } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { ESTIMATES, estimateRare, type RareEstimate, steerTo } from "../../src/index.ts";
import { crashing } from "../campaign/support.ts";

const asked = (text: string): Threshold => {
  const parsed = parseThreshold(text);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
};

const estimate = (experiment: Experiment, text: string, runs: number, firstSeed = 1): RareEstimate => {
  const estimating = estimateRare(experiment, asked(text), { firstSeed, runs });
  for (let step = estimating.next(); ; step = estimating.next()) if (step.done === true) return step.value;
};

/** Crashes that come by themselves, so often in a run on average, whatever the job does. */
const poisson = (mean: number): Experiment =>
  crashing({
    hazards: [{ id: "crashes", rate: `${mean} per day`, kinds: [{ kind: "job.crash" }], exposed: "always" }],
  });

/** P(N > limit) of a Poisson law. */
const tail = (mean: number, limit: number): number => {
  let term = Math.exp(-mean);
  let sum = 0;
  for (let k = 0; k < limit + 60; k++) {
    if (k > limit) sum += term;
    term *= mean / (k + 1);
  }
  return sum;
};

const errorOf = ({ estimates, probability }: RareEstimate): number =>
  Math.sqrt(estimates.reduce((sum, one) => sum + (one - probability) ** 2, 0) / (ESTIMATES - 1) / ESTIMATES);

describe("the probability of more faults than a limit is that of the Poisson law", () => {
  test.each([
    [3, 8, 0.3],
    [3, 11, 0.8],
  ])("%f on average, more than %i", (mean, limit, relativeError) => {
    const truth = tail(mean, limit);
    const found = estimate(poisson(mean), `faultsOnJob <= ${limit}`, 400);
    expect(Math.abs(found.probability - truth)).toBeLessThan(4 * errorOf(found));
    expect(errorOf(found)).toBeLessThan(relativeError * truth);
    expect(found.levels).toBeGreaterThan(1);
  });
});

test("the probability to miss a target is that which as many runs as it takes come to", () => {
  const experiment = crashing({ hazards: [{ id: "crashes", rate: "12 per day", kinds: [{ kind: "job.crash" }] }] });
  const text = "effectiveThroughput >= 87 %";
  const runs = 4_000;
  let broken = 0;
  for (let seed = 1; seed <= runs; seed++) {
    if (isHeld(simulate(experiment, { seed }).metrics, asked(text)) === false) broken++;
  }
  const found = estimate(experiment, text, 400);
  const share = broken / runs;
  expect(share).toBeLessThan(0.02);
  expect(Math.abs(found.probability - share)).toBeLessThan(4 * Math.hypot(errorOf(found), Math.sqrt(share / runs)));
});

test("the same options give the same estimates, and another seed gives others", () => {
  const [one, again, other] = [1, 1, 2].map((seed) => estimate(poisson(3), "interruptions <= 6", 200, seed));
  expect(again).toEqual(one);
  expect(other?.estimates).not.toEqual(one?.estimates);
});

test("what no path comes to is not known, and what nothing steers to is refused", () => {
  expect(estimate(crashing({ hazards: [] }), "worstWindow >= 10 %", 200)).toMatchObject({
    probability: 0,
    interval: null,
  });
  for (const text of [
    "recoveryTime p50 <= 1 minute",
    "effectiveThroughput <= 95 %",
    "effectiveThroughput >= 95 % of twin",
  ]) {
    expect(steerTo(asked(text), 1e9)).toContain("expected one of effectiveThroughput >= …");
  }
});
