import type { Cluster } from "../cluster.ts";
import type { Job } from "../job.ts";
import type { Ledger } from "../ledger.ts";
import type { Metrics, Statistics } from "../metric.ts";
import type { Interruption } from "../result.ts";
import { DAY_US, SECOND_US } from "../units/time.ts";
import type { ProgressCurve } from "./progress-curve.ts";
import { sampleStatistics } from "./statistics.ts";

/** Joules in a kilowatt-hour. */
const JOULES_PER_KWH = 3.6e6;

/** What a job went through over [0, wallUs], simulated or live. Times in microseconds. */
export interface Measured {
  readonly wallUs: number;
  /** Closed: its buckets sum to the wall time. */
  readonly ledger: Ledger;
  /** One that is not over counts as long as it is. */
  readonly interruptions: ReadonlyArray<Interruption>;
  /** Faults that stopped the job, or would have, had it been up. */
  readonly faultsOnJob: number;
  readonly progress: {
    readonly curve: ProgressCurve;
    /** Productive time in all, each step's counted when it was first executed. */
    readonly productiveUs: number;
    /** Since when nothing was gained any more; the end unless given. */
    readonly flatSinceUs?: number | undefined;
  };
  /** `null` where spares are unlimited. */
  readonly sparesLowest: number | null;
  readonly nodesDown: Statistics;
  /** `null` where nobody measured it. */
  readonly power: PoweredTime | null;
}

/** How long nodes drew power, in node-µs. */
export interface PoweredTime {
  /** Nodes that were not down and not cold spares. */
  readonly poweredUs: number;
  /** Nodes of the job while it stepped. */
  readonly steppingUs: number;
  /** What throttling spared of that: time at speed f counts as 1 − f of it. */
  readonly sparedUs: number;
}

/** Every metric of a job, from its ledger, its interruptions and its progress. */
export const metricsOf = (
  { cluster, job }: { readonly cluster: Cluster; readonly job: Job },
  { wallUs, ledger, interruptions, faultsOnJob, progress, sparesLowest, nodesDown, power }: Measured,
): Metrics => {
  const share = (us: number) => (wallUs === 0 ? null : us / wallUs);
  const effectiveThroughput = share(ledger.productive);
  const stepsThatCount = ledger.productive / job.step;
  const energyKwh = power === null ? null : energyJoules(cluster, power) / JOULES_PER_KWH;
  return {
    effectiveThroughput,
    ettr: share(ledger.productive + ledger.degraded),
    availability: share(ledger.productive + ledger.degraded + ledger.recompute),
    worstWindow: progress.curve.worstWindow(DAY_US, wallUs, progress.productiveUs, progress.flatSinceUs),
    faultsOnJob,
    interruptions: interruptions.length,
    mtbf: faultsOnJob === 0 ? null : wallUs / faultsOnJob / SECOND_US,
    recoveryTime: sampleStatistics(
      interruptions.map(({ recoveryUs }) => recoveryUs),
      SECOND_US,
    ),
    lostWork: sampleStatistics(
      interruptions.map(({ lostUs }) => lostUs),
      SECOND_US,
    ),
    checkpointOverhead: share(ledger.checkpoint),
    sparesLowest,
    nodesDown,
    effectiveFlops:
      effectiveThroughput === null
        ? null
        : job.nodes * cluster.cardsPerNode * cluster.cardFlops * job.mfu * effectiveThroughput,
    energy: energyKwh,
    energyPerStep: stepsThatCount > 0 && energyKwh !== null ? energyKwh / stepsThatCount : null,
  };
};

/**
 * Facility energy: load power of the job's cards while it steps, throttled ones less, idle power of every other card that is
 * not down, times PUE. P(f) = P_idle + f (P_load − P_idle) while throttled.
 */
const energyJoules = (
  { cooling, cardsPerNode, pue }: Cluster,
  { poweredUs, steppingUs, sparedUs }: PoweredTime,
): number => {
  const idleUs = Math.max(0, poweredUs - steppingUs);
  return (
    ((steppingUs * cooling.loadW + idleUs * cooling.idleW - sparedUs * (cooling.loadW - cooling.idleW)) *
      cardsPerNode *
      pue) /
    SECOND_US
  );
};
