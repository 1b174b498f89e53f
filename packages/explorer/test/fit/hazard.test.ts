import { writeFault } from "@ordeal/model";
import { streamOf } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { fitHazard } from "../../src/fit/hazard.ts";
import { checkFit, simulatedRecord } from "../../src/fit/predict.ts";
import { writtenHazard } from "../../src/fit/written.ts";
import { DAY, HOUR, nodesRecord, truthOf } from "./support.ts";

const NODES = 400;
const DAYS = 365;

/** All laws at once, as a hazard has them. */
const truth = {
  id: "truth",
  rate: "6 per 1,000 node-days",
  arrivals: { weibull: { shape: 0.7 } },
  kinds: [
    { kind: "node.crash", weight: 3, cause: "card" },
    { kind: "node.crash", weight: 1, cause: "fan", repair: { lognormal: { median: "3 days", mean: "4 days" } } },
  ],
  victims: { lemons: { share: "10 %", faults: "40 %" } },
  burst: { probability: "6 %", extra: 2 },
  relapse: { probability: "20 %", within: "1 day" },
  repair: { lognormal: { median: "10 hours", mean: "20 hours" } },
};
const record = (seed: number) => ({
  ...simulatedRecord(truthOf(NODES, DAYS, truth), nodesRecord([], { nodes: NODES, days: DAYS }), seed),
});

describe("a hazard that is fitted to simulated faults", () => {
  const group = record(1);
  const fitted = fitHazard(group, DAY);

  test("has the laws that it was simulated with, each within its interval", () => {
    const holds = (estimated: { readonly interval: readonly [number, number] } | undefined, value: number) => {
      expect(estimated?.interval[0]).toBeLessThanOrEqual(value);
      expect(estimated?.interval[1]).toBeGreaterThanOrEqual(value);
    };
    holds({ interval: fitted.dispersedInterval }, 6e-3 / DAY);
    expect(fitted.arrivals?.law).toBe("weibull");
    holds(fitted.arrivals?.shape, 0.7);
    expect(fitted.burst?.extra).toBe(2);
    holds(fitted.burst?.probability, 0.06);
    holds(fitted.relapse?.probability, 0.2);
    holds(fitted.spread?.lemons?.share, 0.1);
    holds(fitted.spread?.lemons?.faults, 0.4);
  });

  test("says that the count scatters more than a Poisson count, by the law of its arrivals", () => {
    const counts = Array.from({ length: 80 }, (_, seed) => record(seed + 1).faults.length);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
    expect(fitted.dispersion / (variance / mean)).toBeGreaterThan(0.5);
    expect(fitted.dispersion / (variance / mean)).toBeLessThan(2);
  });

  test("is written as an experiment has it, and simulated again gives such records", () => {
    const written = writtenHazard(fitted, "again", "a test");
    expect(written).toMatchObject({ id: "again", source: "a test", burst: { extra: 2 } });
    const check = checkFit(group, fitted, DAY);
    if ("impossible" in check) throw new Error(check.impossible);
    expect(check.predictions.length).toBe(12);
    expect(check.predictions.filter(({ held }) => !held).map(({ name }) => name).length).toBeLessThanOrEqual(2);
  });
});

describe("what a fit does not give", () => {
  test("faults that came in one month of a year: the check says that the rate was not steady", () => {
    const faults = Array.from({ length: 300 }, (_, i) => {
      const atUs = (i < 200 ? 100 * DAY + i * 3.6 * HOUR : (i - 200) * 3.6 * DAY) + i;
      return { atUs, end: atUs + HOUR, node: (i * 7) % 100 };
    });
    const group = nodesRecord(faults, { days: 365 });
    const fitted = fitHazard(group, DAY);
    const check = checkFit(group, fitted, DAY);
    if ("impossible" in check) throw new Error(check.impossible);
    const busiest = check.predictions.find(({ name }) => name.includes("busiest"));
    expect(busiest?.held).toBe(false);
    expect(busiest?.observed).toBeGreaterThan(busiest?.simulated.interval[1] ?? 1);
  });

  test("a handful of faults: a rate with its wide interval, and no law", () => {
    const fitted = fitHazard(nodesRecord([1, 2, 3].map((day) => ({ atUs: day * DAY, node: day }))), DAY);
    expect(fitted.faults).toBe(3);
    // Garwood's interval of 3: 0.6187 to 8.767.
    const perNodeUs = fitted.exposureUs;
    expect(fitted.rate.interval.map((rate) => rate * perNodeUs)).toEqual([
      expect.closeTo(0.6187, 3),
      expect.closeTo(8.7673, 3),
    ]);
    expect([fitted.arrivals, fitted.burst, fitted.relapse, fitted.spread]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("the exposure", () => {
  test("is the time in service: a node under repair cannot fail, and counts once however many faults it has", () => {
    const faults = [
      { atUs: 10 * DAY, end: 20 * DAY, node: 1 },
      { atUs: 15 * DAY, end: 25 * DAY, node: 1 },
      { atUs: 90 * DAY, node: 2 },
    ];
    const fitted = fitHazard(nodesRecord(faults), DAY);
    expect(fitted.exposureUs).toBe((100 * 100 - 15 - 10) * DAY);
  });
});

test("parameters of a kind are written as people write them", () => {
  const { kind: _, at: __, ...flap } = writeFault({ kind: "link.flap", at: 0, up: 30e6, down: 5e6 } as never);
  const group = {
    ...nodesRecord(Array.from({ length: 12 }, (_, i) => ({ atUs: i * DAY, node: i, end: i * DAY + HOUR }))),
    component: "uplink" as const,
    sorts: [{ kind: "link.flap" as const, cause: "optics", parameters: { up: 30e6, down: 5e6 } }],
  };
  const written = writtenHazard(fitHazard(group, DAY), "h", "s");
  expect(written.kinds).toEqual([{ kind: "link.flap", ...flap, weight: 12, cause: "optics" }]);
  expect(written.rate).toMatch(/^[\d.]+ per 1,000 link-days$/);
});

test("faults that are as many as chance brings after a repair are arrivals like any others", () => {
  const stream = streamOf(1, "plain");
  let now = 0;
  const faults = Array.from({ length: 2_000 }, () => {
    now += 4 * HOUR * stream.exponential();
    return { atUs: Math.round(now), end: Math.round(now + HOUR), node: stream.index(20) };
  });
  const fitted = fitHazard(nodesRecord(faults, { nodes: 20, days: Math.ceil(now / DAY) }), DAY);
  expect(fitted.relapse).toBeUndefined();
  expect(fitted.arrivals?.gaps).toBe(1_999);
  expect(fitted.arrivals?.law).toBe("exponential");
});
