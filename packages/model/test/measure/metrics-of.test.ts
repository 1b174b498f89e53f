import { describe, expect, test } from "vitest";
import {
  buckets,
  type Interruption,
  type Ledger,
  type Measured,
  metricsOf,
  ProgressCurve,
  TimeWeighted,
} from "../../src/index.ts";
import { experimentOf } from "../support.ts";

const MINUTE_US = 60e6;
const { cluster, job } = experimentOf({
  cluster: { name: "test", nodes: 6, nodesPerSupernode: 6, cardsPerNode: 8, pue: 1.5, cardFlops: 1e15 },
  job: { nodes: 4, step: "10 seconds", mfu: 0.5 },
});

const ledgerOf = (minutes: Partial<Ledger>): Ledger =>
  Object.fromEntries(buckets.map((bucket) => [bucket, (minutes[bucket] ?? 0) * MINUTE_US])) as unknown as Ledger;

const stop = (recoveryMinutes: number, lostMinutes: number): Interruption => ({
  ...{ atUs: 0, kind: "card.crash", cause: "card.crash", faultId: "f", isOver: true },
  ...{ recoveryUs: recoveryMinutes * MINUTE_US, lostUs: lostMinutes * MINUTE_US },
});

/** An hour: 45 minutes count, 3 were slower than they had to be, 6 were done twice, 2 were saves, 4 an outage. */
const hour = (more: Partial<Measured> = {}): Measured => ({
  wallUs: 60 * MINUTE_US,
  ledger: ledgerOf({ productive: 45, degraded: 3, recompute: 6, checkpoint: 2, restarting: 4 }),
  interruptions: [stop(4, 6)],
  faultsOnJob: 2,
  progress: { curve: new ProgressCurve(), productiveUs: 51 * MINUTE_US },
  sparesLowest: 1,
  nodesDown: new TimeWeighted().statistics(60 * MINUTE_US),
  power: { poweredUs: 5 * 60 * MINUTE_US, steppingUs: 4 * 54 * MINUTE_US, sparedUs: 10 * MINUTE_US },
  ...more,
});

describe("the metrics of a job, simulated or live,", () => {
  test("follow from its ledger, its interruptions and its progress", () => {
    const all = metricsOf({ cluster, job }, hour());
    expect(all).toMatchObject({
      ...{ effectiveThroughput: 0.75, ettr: 0.8, availability: 0.9, checkpointOverhead: 2 / 60, worstWindow: 51 / 60 },
      ...{ faultsOnJob: 2, interruptions: 1, mtbf: 1_800, sparesLowest: 1 },
      recoveryTime: { mean: 240, p50: 240, max: 240 },
      lostWork: { mean: 360, p99: 360 },
      nodesDown: { mean: 0, max: 0 },
    });
    expect(all.effectiveFlops).toBeCloseTo(4 * 8 * 1e15 * 0.5 * 0.75, -6);
  });

  test("price its energy: load power while it steps, throttled ones less, idle power of the rest, times PUE", () => {
    const { loadW, idleW } = cluster.cooling;
    const wattMinutes = 216 * loadW + (300 - 216) * idleW - 10 * (loadW - idleW);
    const kWh = (wattMinutes * 8 * 1.5) / 60 / 1_000;
    const all = metricsOf({ cluster, job }, hour());
    expect(all.energy).toBeCloseTo(kWh, 9);
    expect(all.energyPerStep).toBeCloseTo(kWh / 270, 12);
  });

  test("take the worst day from the curve of its progress", () => {
    const curve = new ProgressCurve();
    curve.mark(24 * 60 * MINUTE_US, 24 * 60 * MINUTE_US);
    curve.mark(36 * 60 * MINUTE_US, 24 * 60 * MINUTE_US);
    const wallUs = 72 * 60 * MINUTE_US;
    const days = hour({ wallUs, progress: { curve, productiveUs: 60 * 60 * MINUTE_US } });
    expect(metricsOf({ cluster, job }, days).worstWindow).toBe(0.5);
  });

  test("are none where nothing was measured, and where there was no time", () => {
    const idle = hour({ wallUs: 0, ledger: ledgerOf({}), interruptions: [], faultsOnJob: 0, sparesLowest: null });
    const none = { mean: null, p50: null, p90: null, p99: null, max: null };
    expect(metricsOf({ cluster, job }, idle)).toMatchObject({
      ...{ effectiveThroughput: null, ettr: null, availability: null, worstWindow: null, mtbf: null },
      ...{ effectiveFlops: null, energyPerStep: null, sparesLowest: null, recoveryTime: none, lostWork: none },
    });
  });
});
