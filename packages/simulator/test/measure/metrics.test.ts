import { describe, expect, test } from "vitest";
import { neverSaves, story } from "../support/run.ts";

const J_PER_KWH = 3.6e6;
const crash = (at: string) => ({ kind: "job.crash", at });

describe("the metrics of a run", () => {
  test("are shares of the wall time, taken from the ledger", () => {
    const slow = { kind: "card.slow", target: "sn00/n00/c0", speed: 0.5, at: "2000 seconds", duration: "200 seconds" };
    const { metrics, ledgerUs } = story({ faults: [slow, crash("1005 seconds")] }).result;
    const share = (...parts: ReadonlyArray<number>) => parts.reduce((sum, us) => sum + us, 0) / 3600e6;
    const { productive, degraded, recompute, checkpoint } = ledgerUs;
    expect(degraded).toBeGreaterThan(0);
    expect(metrics).toMatchObject({
      effectiveThroughput: share(productive),
      ettr: share(productive, degraded),
      availability: share(productive, degraded, recompute),
      checkpointOverhead: share(checkpoint),
    });
  });

  test("say how often the job failed, and for how long", () => {
    const { metrics } = story({ faults: [crash("1005 seconds"), crash("2005 seconds")] }).result;
    expect(metrics).toMatchObject({ faultsOnJob: 2, interruptions: 2, mtbf: 1800 });
    expect(metrics.recoveryTime).toEqual({ mean: 120, p50: 120, p90: 120, p99: 120, max: 120 });
  });

  test("say what an interruption threw away: the killed step, and those since the copy", () => {
    // 395 s the first time; then, since the save at 1725 s, 27 steps and 0 s of the next.
    const { metrics } = story({ faults: [crash("1005 seconds"), crash("2005 seconds")] }).result;
    expect(metrics.lostWork).toMatchObject({ mean: (395 + 270) / 2, max: 395, p50: 332.5 });
    expect(metrics.lostWork.p99).toBeCloseTo(270 + 0.99 * 125, 9);
  });

  test("price the work: FLOP a second of the cards, times utilization, times goodput", () => {
    const { metrics } = story({ cluster: { cardFlops: 1e15 }, job: { mfu: 0.4 } }).result;
    expect(metrics.effectiveFlops).toBeCloseTo(32 * 1e15 * 0.4 * (3550 / 3600), -6);
  });

  test("price the energy: load power while the job steps, idle power otherwise, times PUE", () => {
    const { metrics } = story({ cluster: { pue: 1.08 } }).result;
    const nodeSeconds = 4 * 3550;
    const joules = (nodeSeconds * 700 + (6 * 3600 - nodeSeconds) * 150) * 8 * 1.08;
    expect(metrics.energy).toBeCloseTo(joules / J_PER_KWH, 9);
    expect(metrics.energyPerStep).toBeCloseTo(joules / J_PER_KWH / 355, 9);
  });

  test("price fresh nodes in a loop that tripped like any others that step", () => {
    const { result } = story({
      job: { spares: "unlimited" },
      faults: [{ kind: "cooling.leak", target: "cdu0", at: "1000 seconds", duration: "1 hour" }],
    });
    const { metrics, ledgerUs } = result;
    const steppingS = (ledgerUs.productive + ledgerUs.recompute) / 1e6;
    expect(steppingS).toBeGreaterThan(3_000);
    expect(metrics.energy).toBeGreaterThan((4 * steppingS * 700 * 8) / J_PER_KWH);
  });

  test("count no energy of cold spares, nor of nodes that are down", () => {
    const cold = story({ checkpoint: neverSaves, recovery: { spares: "cold" } }).result.metrics;
    expect(cold.energy).toBeCloseTo((4 * 3600 * 700 * 8) / J_PER_KWH, 9);
    const down = { kind: "node.crash", target: "sn00/n05", at: "1 second", duration: "1000 seconds" };
    const hot = story({ checkpoint: neverSaves, faults: [down] }).result.metrics;
    expect(hot.energy).toBeCloseTo(((4 * 3600 * 700 + (2 * 3600 - 1000) * 150) * 8) / J_PER_KWH, 9);
  });

  test("have no number where there is nothing to measure", () => {
    const { metrics } = story().result;
    const none = { mean: null, p50: null, p90: null, p99: null, max: null };
    expect(metrics).toMatchObject({ mtbf: null, recoveryTime: none, lostWork: none });
  });
});

describe("the worst window of a run", () => {
  test("is the run itself when it is shorter than a day", () => {
    expect(story({ faults: [crash("1005 seconds")] }).result.metrics.worstWindow).toBeCloseTo(3035 / 3600, 12);
  });

  test("credits steps when they were first done: a rollback takes nothing back", () => {
    const { metrics, ledgerUs } = story({ duration: "3650 seconds", faults: [crash("3500 seconds")] }).result;
    expect(ledgerUs.productive).toBe(3030e6);
    expect(metrics.worstWindow).toBeCloseTo(3450 / 3650, 12);
  });

  test("holds the longest outage of a longer run", () => {
    // Nodes are short from hour 30 to hour 36; 30 h are recomputed by hour 66, so that 24 h bring nothing new.
    const outage = { kind: "node.crash", target: "sn00/n*", at: "30 hours", duration: "6 hours" };
    const { metrics } = story({ duration: "80 hours", checkpoint: neverSaves, faults: [outage] }).result;
    expect(metrics.worstWindow).toBe(0);
  });

  // Down from hour 24 to hour 36 and back without loss: the worst day has 12 productive hours.
  test("sees an outage after which nothing is recomputed", () => {
    const policy = { ladder: [{ name: "peer", does: "process", takes: "12 hours", keepsProgress: true }] };
    const told = story({
      duration: "72 hours",
      checkpoint: neverSaves,
      recovery: { policy, detect: { crash: "0 seconds" } },
      faults: [crash("24 hours")],
    });
    expect(told.result.metrics.worstWindow).toBe(0.5);
  });
});

describe("the recovery time", () => {
  test("of a stop that began as a stall counts from the stall", () => {
    const cut = { kind: "link.down", target: "sn00/n01/up*", at: "105 seconds" };
    expect(story({ checkpoint: neverSaves, faults: [cut] }).result.metrics.recoveryTime.max).toBe(60 + 90 + 20);
  });

  // Cut at 100 s, hung from 200 s on, stopped at 500 s, back at 610 s.
  test("of a stall that became a hang counts from the stall", () => {
    const told = story({
      checkpoint: neverSaves,
      recovery: { detect: { cut: "10 minutes", hang: "5 minutes" } },
      faults: [
        { kind: "link.down", cuts: true, target: "sn00/n00/up00", at: "100 seconds", duration: "500 seconds" },
        { kind: "card.hang", target: "sn00/n01/c0", at: "200 seconds" },
      ],
    });
    expect(told.result.metrics.recoveryTime.max).toBe(510);
  });
});
