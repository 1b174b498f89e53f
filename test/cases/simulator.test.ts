import { readExperiment } from "@ordeal/cli";
import { type Experiment, judge, type RunResult, SECOND_US } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import { expect, test } from "vitest";
import { describeShared } from "../support/describe-shared.ts";
import { sharedPath } from "../support/shared-folder.ts";

const folder = "cases/simulator";

const read = async (name: string): Promise<Experiment> =>
  (await readExperiment(sharedPath(`${folder}/${name}.yaml`))).experiment;

const run = async (name: string): Promise<RunResult> => {
  const experiment = await read(name);
  return simulate(experiment, { seed: experiment.seed });
};

/** The filled buckets in seconds. */
const ledger = ({ ledgerUs }: RunResult): Record<string, number> =>
  Object.fromEntries(
    Object.entries(ledgerUs)
      .filter(([, us]) => us > 0)
      .map(([bucket, us]) => [bucket, us / SECOND_US]),
  );

describeShared(folder, "cases that strangers found", () => {
  test("a job that waits for a node has no process that could crash (d1)", async () => {
    const { counts, interruptions } = await run("d1-crash-of-a-job-that-does-not-run");
    expect(counts).toMatchObject({ faultsOnJob: 1, interruptions: 1, faultsSkipped: 1 });
    expect(interruptions).toMatchObject([{ atUs: 3_600 * SECOND_US, recoveryUs: 7_500 * SECOND_US }]);
  });

  test("copies with peers are lost only when a node and its partner are (d3)", async () => {
    const experiment = await read("d3-two-nodes-lose-peer-copies");
    const lostOf = (checkpoint: Experiment["checkpoint"], seed: number): boolean => {
      let isLost = false;
      simulate(
        { ...experiment, checkpoint },
        {
          seed,
          onEvent: ({ type }) => {
            isLost ||= type === "checkpoint.lost";
          },
        },
      );
      return isLost;
    };
    expect(lostOf(experiment.checkpoint, 1)).toBe(true);
    const [{ survives: _, ...memory }, storage] = experiment.checkpoint.tiers as unknown as [
      Experiment["checkpoint"]["tiers"][0],
      Experiment["checkpoint"]["tiers"][0],
    ];
    const checkpoint: Experiment["checkpoint"] = {
      ...experiment.checkpoint,
      tiers: [{ ...memory, peers: { copies: 1, apart: "supernode" } }, storage],
    };
    let lost = 0;
    for (let seed = 1; seed <= 1_000; seed++) if (lostOf(checkpoint, seed)) lost++;
    // 1 − (47/48)² = 4.1 %, three standard errors.
    expect(lost).toBeGreaterThanOrEqual(41 - 19);
    expect(lost).toBeLessThanOrEqual(41 + 19);
  });

  test("an outage that goes on when the run ends counts, and breaks its threshold (d4)", async () => {
    const experiment = await read("d4-never-back-passes");
    const result = await run("d4-never-back-passes");
    expect(result.counts).toMatchObject({ interruptions: 2 });
    expect(result.interruptions.at(-1)).toMatchObject({ isOver: false, recoveryUs: 36_000 * SECOND_US });
    expect(judge(result.metrics, experiment.thresholds).judgements).toMatchObject([
      { held: false, actual: 36_000 },
      { held: true },
    ]);
  });

  test("the fault that is found first ends the wait (d17)", async () => {
    const { counts, interruptions } = await run("d17-detected-sooner");
    expect(counts.interruptions).toBe(1);
    expect(interruptions).toMatchObject([{ atUs: 3_600 * SECOND_US, recoveryUs: 190 * SECOND_US }]);
  });

  test("the step after a save runs at the speed of when it begins (r1)", async () => {
    expect(ledger(await run("r1-speed-sampled-before-save"))).toEqual({ productive: 105, degraded: 5, checkpoint: 10 });
  });

  test("lost work is the time that was thrown away, as it ran (r2)", async () => {
    const { interruptions } = await run("r2-lost-work-of-slow-steps");
    expect(interruptions).toMatchObject([{ lostUs: 1_005 * SECOND_US }]);
  });

  test("the worst window sees a job that stands still without an interruption (r4)", async () => {
    const { metrics } = await run("r4-worst-window-storage.down");
    expect(metrics.worstWindow).toBeCloseTo(0.1668, 4);
  });

  test("a stall times out whichever path is cut meanwhile (r5)", async () => {
    const { interruptions } = await run("r5-two-flaps-never-time-out");
    expect(interruptions[0]).toMatchObject({ atUs: 1_800 * SECOND_US, recoveryUs: 150 * SECOND_US });
  });

  test("a run that ends while the job is down keeps no credit for steps that are lost (r7)", async () => {
    const result = await run("r7-down-at-the-end-2000");
    expect(ledger(result)).toEqual({ recompute: 2_250, restarting: 150 });
    expect(result.metrics.effectiveThroughput).toBe(0);
    const experiment = await read("r7-down-at-the-end-2000");
    const sooner = { ...experiment, recovery: { ...experiment.recovery, restart: 130 * SECOND_US } };
    expect(ledger(simulate(sooner, { seed: 1 }))).toEqual({ productive: 20, recompute: 2_250, restarting: 130 });
  });

  test("a straggler is found by its steps, not while the job loads (r9)", async () => {
    const { interruptions } = await run("r9-straggler-found-while-loading");
    expect(interruptions).toMatchObject([
      { atUs: 1_800 * SECOND_US, recoveryUs: 600 * SECOND_US },
      { atUs: 2_640 * SECOND_US, kind: "card.slow" },
    ]);
  });

  test("a throttled card draws less (r10)", async () => {
    expect((await run("r10-energy-ignores-throttling")).metrics.energy).toBeCloseTo(37.4, 1);
  });
});
