import { decode, Hazard } from "@ordeal/model";
import { streamOf } from "@ordeal/simulator";
import { expect, test } from "vitest";
import { type FittedHazard, fitHazard } from "../../src/fit/hazard.ts";
import { drawnHazard } from "../../src/fit/posterior.ts";
import { writtenHazard, writtenShare } from "../../src/fit/written.ts";
import { DAY, HOUR, nodesRecord } from "./support.ts";

const fitted = fitHazard(
  nodesRecord(
    Array.from({ length: 40 }, (_, n) => ({
      atUs: n * 2 * DAY + (n % 7) * HOUR,
      node: n,
      end: n * 2 * DAY + 20 * HOUR,
    })),
  ),
  DAY,
);

const problemsOf = (hazard: FittedHazard) => {
  const { "x-fitted": _, ...written } = writtenHazard(hazard, "drawn", "");
  const decoded = decode(Hazard, written);
  return "problems" in decoded ? decoded.problems : [];
};

/** A hazard of which little is known: every number at the edge of what a hazard may have, or reaching far beyond. */
const vague: FittedHazard = {
  ...fitted,
  arrivals:
    fitted.arrivals === undefined
      ? undefined
      : { ...fitted.arrivals, law: "weibull", shape: { value: 0.11, interval: [0.1, 0.3] } },
  burst: { bursts: 3, arrivals: 4, sharedStarts: 6, extra: 1, probability: { value: 0.75, interval: [0.2, 0.99] } },
  relapse: {
    repairs: 3,
    followed: 2,
    byChance: 0,
    withinUs: DAY,
    probability: { value: 0.9, interval: [0.3, 0.99] },
  },
  periods: {
    everyUs: 14 * DAY,
    beginsUs: 0,
    counts: [3, 4],
    dispersion: 1,
    steadyDispersion: 1,
    rateVariation: { value: 1, interval: [0.7, 1] },
    ratePersistence: { value: 3.65e-16, interval: [0, 0.95] },
    kindCorrelation: { value: 1e-9, interval: [1e-12, 0.99] },
    repairCorrelation: { value: 0.9, interval: [0.1, 0.99] },
  },
  ...(fitted.repair === undefined
    ? {}
    : {
        repair: {
          ...fitted.repair,
          medianUs: { value: 900 * DAY, interval: [4 * DAY, 3_000 * DAY] },
          meanUs: { value: 1_500 * DAY, interval: [900 * DAY, 9_000 * DAY] },
        },
      }),
};

test("a hazard is one that can be simulated, however it is drawn", () => {
  expect(vague.arrivals).toBeDefined();
  expect(vague.repair).toBeDefined();
  const problems = Array.from({ length: 300 }, (_, run) => problemsOf(drawnHazard(vague, streamOf(run, "posterior"))));
  expect(problems.flat()).toEqual([]);
});

test("a share is written without an exponent, which no share is read with", () => {
  expect([0.4427, 1, 0, 3.65e-16, 1.2e-9, 2.5e-8].map(writtenShare)).toEqual([
    "44.3 %",
    "100 %",
    "0 %",
    "0 %",
    "0 %",
    "0.0000025 %",
  ]);
});
