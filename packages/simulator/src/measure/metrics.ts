import { DAY_US, type Interruption, type Ledger, type Metrics, SECOND_US } from "@ordeal/model";
import type { World } from "../world.ts";
import { statisticsOf } from "./percentile.ts";

/** Joules in a kilowatt-hour. */
const JOULES_PER_KWH = 3.6e6;

/** Every metric of a run over [0, now], from its closed ledger; an outage that is not over counts as long as it is. */
export const metricsOf = (
  world: World,
  ledger: Ledger,
  interruptions: ReadonlyArray<Interruption>,
  faultsOnJob: number,
): Metrics => {
  const { clock, ground } = world;
  const { nowUs } = clock;
  const { cluster, job } = ground.scenario;
  const share = (us: number) => (nowUs === 0 ? null : us / nowUs);
  const effectiveThroughput = share(ledger.productive);
  const stepsThatCount = ledger.productive / job.step;
  const energyKwh = energyJoules(world) / JOULES_PER_KWH;
  return {
    effectiveThroughput,
    ettr: share(ledger.productive + ledger.degraded),
    availability: share(ledger.productive + ledger.degraded + ledger.recompute),
    worstWindow: world.job.state.curve.worstWindow(
      DAY_US,
      nowUs,
      world.job.stepper.productiveBy(nowUs),
      world.job.checkpointer.heldUpSinceUs,
    ),
    faultsOnJob,
    interruptions: interruptions.length,
    mtbf: faultsOnJob === 0 ? null : nowUs / faultsOnJob / SECOND_US,
    recoveryTime: statisticsOf(
      interruptions.map(({ recoveryUs }) => recoveryUs),
      SECOND_US,
    ),
    lostWork: statisticsOf(
      interruptions.map(({ lostUs }) => lostUs),
      SECOND_US,
    ),
    checkpointOverhead: share(ledger.checkpoint),
    sparesLowest: job.spares === "unlimited" ? null : world.fleet.sparesLowest,
    nodesDown: world.nodesBroken.statistics(nowUs),
    effectiveFlops:
      effectiveThroughput === null
        ? null
        : job.nodes * cluster.cardsPerNode * cluster.cardFlops * job.mfu * effectiveThroughput,
    energy: energyKwh,
    energyPerStep: stepsThatCount > 0 ? energyKwh / stepsThatCount : null,
  };
};

/**
 * Facility energy: load power of the job's cards while it steps, throttled ones less, idle power of every other card that is
 * not down, times PUE. Cold spares draw nothing.
 */
const energyJoules = (world: World): number => {
  const { clock, ground, job } = world;
  const { nowUs } = clock;
  const { record, settings } = job.state;
  const { cooling, cardsPerNode, nodes, pue } = ground.scenario.cluster;
  const poweredUs =
    settings.recovery.spares === "cold"
      ? world.fleet.usableInJob.by(nowUs)
      : nodes * nowUs - world.nodesDown.integral(nowUs);
  const steppingUs = record.steppingNodeUs;
  // P(f) = P_idle + f (P_load − P_idle) while throttled.
  const sparedUs = world.loops.sparedBy(nowUs);
  const idleUs = Math.max(0, poweredUs - steppingUs);
  return (
    ((steppingUs * cooling.loadW + idleUs * cooling.idleW - sparedUs * (cooling.loadW - cooling.idleW)) *
      cardsPerNode *
      pue) /
    SECOND_US
  );
};
