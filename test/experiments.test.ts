import { readdirSync } from "node:fs";
import { join } from "node:path";
import { loadExperiment, runExperiment } from "@ordeal/cli";
import type { JournalEvent, RunResult } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";

const folder = join(import.meta.dirname, "..", "experiments");
const files = readdirSync(folder).filter((name) => /^\d+-[\w-]+\.(yaml|ts)$/.test(name));

/** The one experiment that is there to fail: ten minutes to be back are too long. */
const FAILS = "09-shenzhen-slow-recovery.yaml";

const load = async (name: string) => {
  const loading = await loadExperiment(join(folder, name));
  if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
  return loading.loaded.experiment;
};

const run = async (name: string): Promise<{ result: RunResult; events: ReadonlyArray<JournalEvent> }> => {
  const experiment = await load(name);
  const events: Array<JournalEvent> = [];
  const result = simulate(experiment, { seed: experiment.seed, onEvent: (event) => events.push(event) });
  return { result, events };
};

const secondsOf = (events: ReadonlyArray<JournalEvent>, type: JournalEvent["type"]): ReadonlyArray<number> =>
  events.filter((event) => event.type === type).map(({ atUs }) => atUs / 1e6);

test("experiments are numbered without a gap", () => {
  expect(files.map((name) => Number(name.slice(0, 2)))).toEqual(files.map((_, index) => index + 1));
});

describe.each(files)("%s", (name) => {
  test("says why it is there", async () => {
    expect((await load(name)).why).toMatch(/\w{3,}/);
  });

  test(name === FAILS ? "fails its thresholds" : "holds its thresholds", async () => {
    const loading = await loadExperiment(join(folder, name));
    if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
    const { document } = await Effect.runPromise(runExperiment(loading.loaded));
    expect(document.verdict).toBe(name === FAILS ? "fail" : "pass");
    expect(document.warnings).toEqual([]);
  });

  test("accounts for every microsecond", async () => {
    const { result } = await run(name);
    expect(Object.values(result.ledgerUs).reduce((sum, us) => sum + us, 0)).toBe(result.wallUs);
  });
});

test("a flap that heals before the timeout costs a stall and no restart", async () => {
  const { result, events } = await run("02-link-flap-heals.yaml");
  expect(result.counts.interruptions).toBe(0);
  // Ten flaps of 8 s; the one that falls into a save of 10 s costs nothing more.
  expect(secondsOf(events, "path.cut")).toHaveLength(10);
  expect(result.ledgerUs.stalled).toBe(9 * 8_000_000);
});

test("a flap that lasts past the timeout costs a restart", async () => {
  const { result, events } = await run("03-link-flap-cuts.yaml");
  expect(result.counts.interruptions).toBeGreaterThan(0);
  const [cutAt = 0] = secondsOf(events, "path.cut");
  expect(secondsOf(events, "job.stopped")[0]).toBe(cutAt + 30);
});

test("a pump that stops throttles the loop, trips it, and its nodes leave the job, when the closed form says", async () => {
  const { events } = await run("04-cooling-pump.yaml");
  const failedAt = 65 * 60;
  const order = ["loop.throttled", "loop.tripped", "node.down", "job.stopped"] as const;
  const at = order.map((type) => secondsOf(events, type)[0] ?? Number.NaN);
  // C dT/dt = P − G(T − T_coolant) at zero flow: G = 0.2 W/K, from 59.02 °C at load; then at half speed from 88 °C.
  const after = (watts: number, fromC: number, toC: number) => {
    const equilibriumC = 38 + watts / 0.2;
    return (500 / 0.2) * Math.log((equilibriumC - fromC) / (equilibriumC - toC));
  };
  const throttledAt = failedAt + after(700, 38 + 700 / 33.3, 88);
  const trippedAt = throttledAt + after(150 + 0.5 * (700 - 150), 88, 100);
  expect(at[0]).toBeCloseTo(throttledAt, 4);
  expect(at[1]).toBeCloseTo(trippedAt, 4);
  expect(at[2]).toBe(at[1]);
  expect(at[3]).toBe(at[1]);
});

test("a crash in the middle of a persist falls back to the copy before", async () => {
  const { events } = await run("05-crash-while-persisting.yaml");
  const torn = events.find(({ type }) => type === "checkpoint.torn")?.data as { step: number };
  const loaded = events.find(({ type }) => type === "load.started")?.data as { step: number };
  expect(loaded.step).toBe(torn.step - 60);
});

test("silent corruption goes back to a copy from before it struck", async () => {
  const { events } = await run("06-silent-corruption.yaml");
  const corrupted = events.find(({ type }) => type === "job.corrupted")?.data as { step: number };
  const loaded = events.find(({ type }) => type === "load.started")?.data as { step: number };
  const poisoned = events.find(({ type }) => type === "checkpoint.poisoned")?.data as { steps: ReadonlyArray<number> };
  expect(loaded.step).toBeLessThanOrEqual(corrupted.step);
  expect(Math.min(...poisoned.steps)).toBeGreaterThan(corrupted.step);
});

describe("over many seeds", () => {
  const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = async (name: string, seeds: number): Promise<ReadonlyArray<RunResult>> => {
    const experiment = await load(name);
    return Array.from({ length: seeds }, (_, seed) => simulate(experiment, { seed: seed + 1 }));
  };

  test("Llama 3's 54 days give 419 faults on the job in the published mix, and an ETTR above 90 %", async () => {
    const runs = await over("07-llama-3-54-days.yaml", 400);
    const faults = runs.map(({ counts }) => counts.faultsOnJob);
    // A Poisson count of mean 419 scatters by its root; the mean of 400 by a twentieth of that.
    expect(Math.abs(mean(faults) - 419)).toBeLessThan(1.96 * Math.sqrt(419 / runs.length));
    expect(mean(runs.map(({ metrics }) => metrics.ettr ?? 0))).toBeGreaterThan(0.9);
    const published: Readonly<Record<string, number>> = {
      "Faulty GPU": 148,
      "GPU HBM3 Memory": 72,
      "Software Bug": 54,
    };
    for (const [cause, count] of Object.entries(published)) {
      const seen = mean(runs.map(({ faultsByCause }) => faultsByCause.find((one) => one.cause === cause)?.count ?? 0));
      expect(Math.abs(seen - count), cause).toBeLessThan(3 * Math.sqrt(count / runs.length));
    }
  });

  test("Shenzhen's thirty days come out at about 0.96, and at about 0.94 with ten-minute recovery", async () => {
    const fast = await over("08-shenzhen-thirty-days.yaml", 40);
    const slow = await over(FAILS, 40);
    expect(mean(fast.map(({ metrics }) => metrics.effectiveThroughput ?? 0))).toBeCloseTo(0.957, 2);
    expect(mean(slow.map(({ metrics }) => metrics.effectiveThroughput ?? 0))).toBeCloseTo(0.936, 2);
  });
});

test("work follows the faults and not the cards", async () => {
  // Ten times as many nodes at a tenth of the rate: the same number of faults, and no more kept or done for it.
  const experiment = await load("08-shenzhen-thirty-days.yaml");
  const scale = (by: number) => ({
    ...experiment,
    cluster: { ...experiment.cluster, nodes: 1750 * by },
    job: { ...experiment.job, nodes: 1680 * by },
    hazards: experiment.hazards.map((hazard) =>
      hazard.rate === undefined ? hazard : { ...hazard, rate: { ...hazard.rate, perUs: hazard.rate.perUs / by } },
    ),
  });
  const events = (by: number) => {
    let count = 0;
    simulate(scale(by), { seed: 3, onEvent: () => count++ });
    return count;
  };
  expect(Math.abs(events(71) / events(1) - 1)).toBeLessThan(0.1);
});
