import { decodeExperiment, type Experiment } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { Periods } from "../../src/hazards/periods.ts";
import { repairOf } from "../../src/hazards/repair.ts";
import { Chance } from "../../src/kernel/chance.ts";
import { streamOf } from "../../src/kernel/random.ts";
import { simulate } from "../../src/run.ts";

const DAY = 86_400e6;
const law = { every: 10 * DAY, rateVariation: 0.5, ratePersistence: 0, kindCorrelation: 0.2, repairCorrelation: 0.3 };
const periods = (seed: number, given: Partial<typeof law> = {}, days = 1_000) =>
  new Periods({ ...law, ...given }, [6, 3, 1], new Chance(seed), "hazard/h", days * DAY);

const meanOf = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: ReadonlyArray<number>): number => {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
};

test("an instant is when so much of a hazard's own time has passed, and back", () => {
  const one = periods(1);
  for (let days = 0; days < 400; days += 3.7) {
    const own = one.elapsedUs(days * DAY);
    expect(Math.abs(one.instantUs(own) - days * DAY)).toBeLessThan(1);
  }
});

test("own time passes as fast as time on average, and as unevenly as was asked for", () => {
  // Whole periods: any stretch of 10 days that begins with one.
  const rates = Array.from({ length: 400 }, (_, seed) => {
    const one = periods(seed + 1);
    return Array.from(
      { length: 10 },
      (_, n) => (one.elapsedUs((n + 2) * 10 * DAY) - one.elapsedUs((n + 1) * 10 * DAY)) / (10 * DAY),
    );
  });
  const all = rates.flat();
  expect(Math.abs(meanOf(all) - 1)).toBeLessThan(4 * Math.sqrt(0.25 / all.length));
  // Such a stretch lies in two periods, u and 1 − u of it: the variance is 0.25 · E[u² + (1 − u)²] = 0.25 · 2/3.
  expect(varianceOf(all) / ((0.25 * 2) / 3)).toBeGreaterThan(0.85);
  expect(varianceOf(all) / ((0.25 * 2) / 3)).toBeLessThan(1.15);
});

test("a rate that persists is like the one before it", () => {
  const correlation = (ratePersistence: number): number => {
    const pairs = Array.from({ length: 3_000 }, (_, seed) => {
      const one = periods(seed, { ratePersistence });
      const passed = [0, 1, 2].map((n) => one.elapsedUs(n * 10 * DAY));
      return [
        Math.log((passed[1] as number) - (passed[0] as number)),
        Math.log((passed[2] as number) - (passed[1] as number)),
      ] as const;
    });
    const [x, y] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
    const [mx, my] = [meanOf(x), meanOf(y)];
    return meanOf(pairs.map(([a, b]) => (a - mx) * (b - my))) / Math.sqrt(varianceOf(x) * varianceOf(y));
  };
  // Two stretches of 10 days share a period even where nothing persists.
  expect(correlation(0)).toBeLessThan(0.4);
  expect(correlation(0.8)).toBeGreaterThan(0.75);
});

test("time that comes after the end is no instant", () => {
  expect(periods(1, {}, 30).instantUs(1e6 * DAY)).toBe(Number.POSITIVE_INFINITY);
});

test("a rate that does not vary leaves every instant where it is", () => {
  const one = periods(3, { rateVariation: 0 });
  for (const at of [0, 1e9, 33.3 * DAY]) expect(one.instantUs(at)).toBeCloseTo(at, 0);
});

test("kinds come as often as their weights say, and those of one period are alike as often as was asked for", () => {
  const shares = Array.from({ length: 4_000 }, (_, seed) => {
    const weights = periods(seed).weightsAt(DAY);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
  [0.6, 0.3, 0.1].forEach((expected, kind) => {
    const ofKind = shares.map((of) => of[kind] as number);
    // A Dirichlet share has the variance ρ·w·(1 − w).
    const variance = 0.2 * expected * (1 - expected);
    expect(Math.abs(meanOf(ofKind) - expected)).toBeLessThan(4 * Math.sqrt(variance / shares.length));
    expect(varianceOf(ofKind) / variance).toBeGreaterThan(0.85);
    expect(varianceOf(ofKind) / variance).toBeLessThan(1.15);
  });
  const single = periods(1, { kindCorrelation: 1 }).weightsAt(DAY);
  expect(single.filter((weight) => weight > 1e-6)).toHaveLength(1);
});

describe("repairs", () => {
  const laws = [
    ["lognormal", { lognormal: { median: 20, mean: 40 } }, 20],
    ["exponential", { exponential: { mean: 30 } }, 30 * Math.LN2],
  ] as const;

  test.each(laws)("%s: each keeps its law, whatever it has in common with others", (_, repair, median) => {
    const draw = repairOf(scaled(repair));
    const stream = streamOf(1, "repairs");
    const drawn = Array.from({ length: 20_000 }, (_, seed) => draw(periods(seed).repairChance(DAY, stream)));
    const below = drawn.filter((us) => us < median * 3_600e6).length / drawn.length;
    expect(Math.abs(below - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / drawn.length));
  });

  test("of one period have as much in common as was asked for, of two periods nothing", () => {
    const draw = repairOf(scaled({ lognormal: { median: 20, mean: 40 } }));
    const stream = streamOf(2, "repairs");
    const pairs = Array.from({ length: 4_000 }, (_, seed) => {
      const one = periods(seed);
      return [DAY / 2, DAY / 2, 25 * DAY].map((at) => Math.log(draw(one.repairChance(at, stream))));
    });
    const correlation = (a: number, b: number): number => {
      const [x, y] = [a, b].map((nth) => pairs.map((of) => of[nth] as number)) as [number[], number[]];
      const [mx, my] = [meanOf(x), meanOf(y)];
      return meanOf(x.map((one, n) => (one - mx) * ((y[n] as number) - my))) / Math.sqrt(varianceOf(x) * varianceOf(y));
    };
    expect(correlation(0, 1)).toBeGreaterThan(0.24);
    expect(correlation(0, 1)).toBeLessThan(0.36);
    expect(Math.abs(correlation(0, 2))).toBeLessThan(4 / Math.sqrt(pairs.length));
  });
});

test("a run of a hazard with periods has the mean rate, and counts that scatter", () => {
  const counts = (periodsLaw: object | undefined) =>
    Array.from(
      { length: 150 },
      (_, seed) => simulate(experiment(periodsLaw), { seed: seed + 1 }).metrics.faultsOnJob ?? 0,
    );
  const [steady, varied] = [counts(undefined), counts({ every: "10 days", rateVariation: "60 %" })];
  const expected = 2 * 30;
  expect(Math.abs(meanOf(steady) - expected)).toBeLessThan(4 * Math.sqrt(expected / steady.length));
  // 0.36 of the squared mean of each period's 20 faults, on three periods and a little.
  expect(Math.abs(meanOf(varied) - expected)).toBeLessThan(
    4 * Math.sqrt((expected + 0.36 * 20 * expected) / varied.length),
  );
  expect(varianceOf(varied) / varianceOf(steady)).toBeGreaterThan(3);
});

type Repair =
  | { readonly lognormal: { readonly median: number; readonly mean: number } }
  | { readonly exponential: { readonly mean: number } };

/** Hours in microseconds. */
const scaled = (repair: Repair) =>
  "lognormal" in repair
    ? { lognormal: { median: repair.lognormal.median * 3_600e6, mean: repair.lognormal.mean * 3_600e6 } }
    : { exponential: { mean: repair.exponential.mean * 3_600e6 } };

const experiment = (periodsLaw: object | undefined): Experiment => {
  const decoded = decodeExperiment({
    title: "periods",
    duration: "30 days",
    cluster: { name: "c", nodes: 4, nodesPerSupernode: 4 },
    job: { nodes: 4, step: "1 minute" },
    checkpoint: { interval: "1 day", tiers: [{ stall: "0 seconds" }] },
    recovery: { restart: "1 second", detect: { crash: "0 seconds" } },
    hazards: [
      {
        id: "h",
        rate: "2 per day",
        kinds: [{ kind: "job.crash" }],
        exposed: "always",
        ...(periodsLaw === undefined ? {} : { periods: periodsLaw }),
      },
    ],
  });
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};
