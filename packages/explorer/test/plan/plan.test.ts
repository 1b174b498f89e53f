import { parseDistributionThreshold } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Bisection,
  costOf,
  differenceOf,
  meanOf,
  merge,
  paretoFront,
  recommend,
  runShard,
  sparesOf,
  targetsOf,
} from "../../src/index.ts";
import { crashing } from "../campaign/support.ts";

const sampleFor = (sections: Readonly<Record<string, unknown>>, runs = 100) =>
  merge([runShard(crashing(sections), { from: 1, runs })]);

describe("common random numbers", () => {
  test("make a difference much sharper than two samples apart would", () => {
    const [quick, slow] = [
      sampleFor({ recovery: { restart: "90 seconds" } }),
      sampleFor({ recovery: { restart: "100 seconds" } }),
    ];
    const difference = differenceOf(quick, slow, { metric: "effectiveThroughput" });
    const apart = [quick, slow].map(({ columns }) => meanOf(columns[0] ?? []).deviation);
    expect(difference?.from).toBeGreaterThan(0);
    expect(difference?.deviation).toBeLessThan(Math.hypot(...apart) / 3);
  });

  test("need the same seeds", () => {
    const shifted = merge([runShard(crashing(), { from: 2, runs: 3 })]);
    expect(() => differenceOf(sampleFor({}, 3), shifted, { metric: "effectiveThroughput" })).toThrow(RangeError);
  });
});

test("the interval with the highest effective throughput is Young's and Daly's", () => {
  // δ = 10 s and M = 2 h: √(2δM) = 379 s, and its neighbours on the grid are 1.6 times away.
  const minutes = [1.5, 2.5, 4, 6.32, 10, 16, 25];
  const means = minutes.map((interval) => {
    const sample = sampleFor(
      {
        duration: "10 days",
        checkpoint: { interval: `${interval * 60} seconds`, tiers: [{ stall: "10 seconds", load: "20 seconds" }] },
        hazards: [{ id: "crashes", rate: "12 per day", kinds: [{ kind: "job.crash" }], exposed: "always" }],
      },
      60,
    );
    return meanOf(sample.columns[0] ?? []).mean;
  });
  expect(minutes[means.indexOf(Math.max(...means))]).toBe(6.32);
});

test("what is on the front is beaten by nobody, and what is not is beaten by somebody on it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), { minLength: 1 }),
      (all) => {
        const front = paretoFront(all);
        const beats = (a: readonly [number, number], b: readonly [number, number]) =>
          a[0] >= b[0] && a[1] >= b[1] && (a[0] > b[0] || a[1] > b[1]);
        for (const [place, one] of all.entries()) {
          expect(front.includes(place)).toBe(!front.some((other) => beats(all[other] as [number, number], one)));
        }
      },
    ),
  );
  expect(
    paretoFront([
      [1, null],
      [2, null],
      [null, null],
    ]),
  ).toEqual([1, 2]);
});

describe("the recommendation", () => {
  const candidate = (
    verdict: "pass" | "fail" | "unknown",
    effectiveThroughput: number,
    spares: number,
    unitCost: number | null = null,
  ) => ({
    verdict,
    effectiveThroughput,
    spares,
    unitCost,
  });

  test("is among those that hold: the cheapest where there are prices, else the best", () => {
    const all = [
      candidate("fail", 0.99, 1, 1),
      candidate("pass", 0.95, 5, 2),
      candidate("pass", 0.97, 9, 3),
      candidate("unknown", 0.98, 2, 1),
    ];
    expect(recommend(all, true)).toEqual({ index: 1, by: "unit cost", next: 2, holding: 2 });
    const free = all.map((one) => ({ ...one, unitCost: null }));
    expect(recommend(free, true)).toEqual({ index: 2, by: "effective throughput", next: 1, holding: 2 });
    expect(recommend(free, false)).toMatchObject({ index: 0 });
  });

  test("is nothing where nothing is known to hold", () => {
    expect(recommend([candidate("unknown", 0.9, 1), candidate("fail", 0.9, 1)], true)).toBe(undefined);
    expect(recommend([], false)).toBe(undefined);
  });

  test("takes the fewest spares of equals", () => {
    expect(recommend([candidate("pass", 0.9, 9), candidate("pass", 0.9, 4)], true)).toMatchObject({
      index: 1,
      by: "spares",
    });
  });
});

test("a run costs its cards, its spares and its energy, and what counts is compared by the card-hour that counted", () => {
  const experiment = crashing({ prices: { cardHour: 2, spareHour: 10, kWh: 0.1, currency: "EUR" } });
  expect(sparesOf(experiment)).toBe(2);
  // 4 nodes of 8 cards and 2 spare nodes for 24 hours.
  expect(costOf(experiment, { effectiveThroughput: 0.5, energyKwh: 100 })).toEqual({
    cards: 4 * 8 * 24 * 2,
    spares: 2 * 24 * 10,
    energy: 10,
    total: 1_536 + 480 + 10,
    perProductiveCardHour: 2_026 / (4 * 8 * 24 * 0.5),
  });
  expect(costOf(crashing(), { effectiveThroughput: 0.5, energyKwh: 100 })).toBe(null);
});

test("without thresholds on the distribution, those of a run are to hold in 95 % of the runs", () => {
  expect(targetsOf(crashing())).toMatchObject({
    isAssumed: true,
    targets: [parseDistributionThreshold("P(effectiveThroughput >= 90 %) >= 95 %")],
  });
  expect(targetsOf(crashing({ thresholds: [] }))).toEqual({ isAssumed: false, targets: [] });
});

test("a bisection finds where an answer changes, as closely as it is asked to, and asks no value twice", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 999.9, noNaN: true }), fc.constantFrom(1, 0.001), (place, grain) => {
      const bisection = new Bisection(
        { from: 0, to: 1_000 },
        {
          middle: (a, b) => Math.round((a + b) / 2 / grain) * grain,
          isClose: ({ from, to }) => to - from <= grain * 1.5,
        },
      );
      const asked = new Set<number>();
      for (let value = bisection.value; value !== undefined; value = bisection.value) {
        expect(asked.has(value)).toBe(false);
        asked.add(value);
        bisection.answer(value < place);
      }
      const { from, to } = bisection.bracket;
      expect(from <= place && place <= to).toBe(true);
      expect(to - from).toBeLessThanOrEqual(grain * 1.5);
    }),
  );
});
