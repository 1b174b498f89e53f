import { loadExperiment, parseOverride } from "@ordeal/cli";
import { DAY_US, type Experiment, HOUR_US } from "@ordeal/model";
import { expectedFaults, savingsOf, simulate } from "@ordeal/simulator";
import { expect, test } from "vitest";
import { describeShared } from "../support/describe-shared.ts";
import { sharedPath } from "../support/shared-folder.ts";

const folder = "cases/simulator";

const read = async (name: string, ...set: ReadonlyArray<string>): Promise<Experiment> => {
  const overrides = set.map((written) => {
    const override = parseOverride(written);
    if ("message" in override) throw new Error(override.message);
    return override;
  });
  const loading = await loadExperiment(sharedPath(`${folder}/${name}.yaml`), { overrides });
  if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
  return loading.loaded.experiment;
};

describeShared(folder, "rates and hazards that strangers tried", () => {
  test("links that cut the job every 12 hours give Daly an M of 12 hours, and the run saves", async () => {
    const experiment = await read("d2-daly-ignores-cuts");
    const [{ mtbfUs, tiers }] = savingsOf(experiment);
    expect(mtbfUs).toBe(12 * HOUR_US);
    const [rhythm] = tiers.map((tier) => tier.rhythm);
    expect(rhythm).toHaveProperty("us");
    expect((rhythm as { us: number }).us / 60e6).toBeCloseTo(15.38, 2);
    expect(simulate(experiment, { seed: 1 }).metrics.effectiveThroughput).toBeGreaterThan(0.95);
  });

  test.each([
    [0, undefined],
    [0.5, 24],
    [1, 12],
  ])("links that cut with a probability of %d do so in M", async (probability, hours) => {
    const link = "hazards[0].kinds=[{ kind: link.down }]";
    const given = read("d2-daly-ignores-cuts", link, `cluster.cutProbability=${probability}`);
    if (hours === undefined) await expect(given).rejects.toThrow(/add checkpoint\.mtbf/);
    else expect(savingsOf(await given)[0].mtbfUs).toBeCloseTo(hours * HOUR_US, 3);
  });

  test("software bugs at a rate a node come of the job's nodes and not of its spares", async () => {
    const experiment = await read("d12-rate-on-spares");
    expect(expectedFaults(experiment)).toEqual([expect.closeTo(10, 9)]);
    const runs = Array.from({ length: 200 }, (_, seed) => simulate(experiment, { seed }).counts.faultsOnJob);
    const mean = runs.reduce((sum, count) => sum + count, 0) / runs.length;
    // Five standard errors of a Poisson law of mean 10.
    expect(Math.abs(mean - 10)).toBeLessThan(5 * Math.sqrt(10 / runs.length));
  });

  test("M of a mixed hazard is what the runs see, within 10 %", async () => {
    const experiment = await read("d13-mixed-target");
    const mtbfUs = savingsOf(experiment)[0].mtbfUs ?? Number.NaN;
    expect(mtbfUs / HOUR_US).toBeCloseTo(24 / 5.5, 9);
    const days = Array.from({ length: 20 }, (_, seed) => simulate(experiment, { seed }));
    const faults = days.reduce((sum, { counts }) => sum + counts.faultsOnJob, 0);
    const ownUs = (days.length * 100 * DAY_US) / faults;
    expect(Math.abs(ownUs / mtbfUs - 1)).toBeLessThan(0.1);
  });

  const SEEDS = 20_000;

  test.each([
    ["d14-weibull-a", 0.62, 1.37],
    ["d14-weibull-a", 1, 1],
    ["d14-weibull-c", 3, 0.55],
  ])("%s: arrivals of shape %d keep their rate in a window of the run", async (name, shape, deviation) => {
    const experiment = await read(name, `hazards[0].arrivals.weibull.shape=${shape}`);
    let sum = 0;
    let squares = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const { faults, faultsSkipped } = simulate(experiment, { seed }).counts;
      sum += faults + faultsSkipped;
      squares += (faults + faultsSkipped) ** 2;
    }
    const mean = sum / SEEDS;
    const own = Math.sqrt(squares / SEEDS - mean ** 2);
    expect(Math.abs(mean - 1)).toBeLessThan((3 * own) / Math.sqrt(SEEDS));
    expect(Math.abs(own - deviation)).toBeLessThan(0.03);
  });
});
