import { streamOf } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { fitHazard } from "../../src/fit/hazard.ts";
import { inOwnTime } from "../../src/fit/period-rates.ts";
import { fitPeriods } from "../../src/fit/periods.ts";
import { simulatedRecord } from "../../src/fit/predict.ts";
import { writtenHazard } from "../../src/fit/written.ts";
import { DAY, nodesRecord, truthOf } from "./support.ts";

const NODES = 400;

const record = (seed: number, days: number, laws: object) =>
  simulatedRecord(
    truthOf(NODES, days, {
      id: "truth",
      rate: "5 per 1,000 node-days",
      kinds: [{ kind: "node.crash" }],
      repair: { lognormal: { median: "5 hours", mean: "10 hours" } },
      ...laws,
    }),
    nodesRecord([], { nodes: NODES, days }),
    seed,
  );
const fitted = (seed: number, days: number, laws: object) => fitHazard(record(seed, days, laws), DAY);

describe("a record of a fleet with good and bad periods", () => {
  const laws = { periods: { every: "14 days", rateVariation: "60 %", repairCorrelation: "30 %" } };

  test("has them found, as long as they were, and as far apart and as much in common as these few tell", () => {
    const all = Array.from({ length: 5 }, (_, seed) => fitted(seed + 1, 700, laws).periods);
    const holds = (name: "rateVariation" | "repairCorrelation", value: number): number =>
      all.filter((one) => {
        const [low, high] = one?.[name]?.interval ?? [1, 0];
        return low <= value && value <= high;
      }).length;
    expect(all.map((one) => one?.everyUs)).toEqual(all.map(() => 14 * DAY));
    expect(holds("rateVariation", 0.6)).toBeGreaterThanOrEqual(3);
    expect(holds("repairCorrelation", 0.3)).toBeGreaterThanOrEqual(4);
    expect(all.filter((one) => one?.kindCorrelation !== undefined)).toEqual([]);
  });

  test("makes the count of its faults scatter, and the interval of its rate as wide", () => {
    const counts = Array.from({ length: 60 }, (_, seed) => record(seed + 1, 350, laws).faults.length);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
    const { dispersion } = fitted(1, 700, laws);
    expect(dispersion / (variance / mean)).toBeGreaterThan(0.5);
    expect(dispersion / (variance / mean)).toBeLessThan(2);
  });

  test("is written as a hazard that can be simulated", () => {
    const written = writtenHazard(fitted(1, 700, laws), "again", "a test");
    expect(written.periods).toMatchObject({ rateVariation: expect.stringMatching(/^\d/) });
    const { "x-fitted": notes, ...hazard } = written;
    expect(truthOf(NODES, 30, hazard).hazards[0]?.periods?.rateVariation).toBeGreaterThan(0.3);
    expect(notes).toMatchObject({ periods: { rateVariation: [expect.any(String), expect.any(String)] } });
  });
});

test("causes that come in waves are told from the same ones in any order", () => {
  const stream = streamOf(1, "waves");
  const windows = [{ fromUs: 0, toUs: 40 * 14 * DAY }];
  // Each fortnight has a cause of its own, which brings 40 % of its faults.
  const faults = Array.from({ length: 40 * 20 }, (_, n) => {
    const fortnight = Math.floor(n / 20);
    const sort = stream.uniform() < 0.4 ? (fortnight * 3) % 5 : stream.index(5);
    return { atUs: (fortnight + stream.uniform()) * 14 * DAY, sort, isArrival: true, lastsUs: undefined, law: 0 };
  }).toSorted((a, b) => a.atUs - b.atUs);
  const arrivals = [{ atUs: Float64Array.from(faults, ({ atUs }) => atUs), spanUs: 40 * 14 * DAY }];
  const waves = fitPeriods(arrivals, windows, faults);
  expect(waves).toMatchObject({
    everyUs: 14 * DAY,
    beginsUs: 0,
    rateVariation: undefined,
    repairCorrelation: undefined,
  });
  // Two of a fortnight are of one cause in 0.4² of the cases beyond chance; the law of the mixes is not quite Dirichlet's.
  expect(waves?.kindCorrelation?.value).toBeGreaterThan(0.09);
  expect(waves?.kindCorrelation?.value).toBeLessThan(0.2);
  const sorts = faults.map(({ sort }) => [sort, stream.uniform()] as const).toSorted((a, b) => a[1] - b[1]);
  const shuffled = faults.map((fault, n) => ({ ...fault, sort: sorts[n]?.[0] ?? 0 }));
  expect(fitPeriods(arrivals, windows, shuffled)).toBeUndefined();
});

test.each([
  ["exponential", "exponential"],
  ["Weibull", { weibull: { shape: 0.65 } }],
])("a steady rate with %s gaps has no periods, but in one case of a hundred", (_, arrivals) => {
  const found = Array.from({ length: 8 }, (_, seed) => fitted(seed + 1, 350, { arrivals }).periods);
  expect(found.filter((one) => one !== undefined).length).toBeLessThanOrEqual(1);
});

test("in their own time arrivals of a bad period are as far apart as those of a good one", () => {
  // Ten a day for a fortnight, then one a day for another.
  const bad = Array.from({ length: 140 }, (_, n) => (n * DAY) / 10);
  const good = Array.from({ length: 14 }, (_, n) => (14 + n) * DAY);
  const window = { atUs: Float64Array.from([...bad, ...good]), spanUs: 28 * DAY };
  const [own] = inOwnTime([window], { everyUs: 14 * DAY, beginsUs: 0 }, { variation: 100, steadyDispersion: 1 });
  const gap = (from: number) => ((own?.atUs[from + 1] ?? 0) - (own?.atUs[from] ?? 0)) / DAY;
  expect(gap(5) / gap(145)).toBeCloseTo(1, 1);
  expect(own?.spanUs).toBeCloseTo(28 * DAY, -9);
});
