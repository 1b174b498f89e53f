import { buckets, type Experiment, type RunResult, SECOND_US, type Statistics, sampleStatistics } from "@ordeal/model";
import { isNear, TOLERANCE } from "./near.ts";

/** Joules in a kilowatt-hour. */
const JOULES_PER_KWH = 3.6e6;

/** What cannot be so within a result: every figure that follows from others of it is worked out again. */
export const contradictions = (result: RunResult, { job, cluster }: Experiment): ReadonlyArray<string> => {
  const { metrics, ledgerUs, wallUs, counts, interruptions } = result;
  const wrong: Array<string> = [];
  const expect = (what: string, claimed: number | null, derived: number | null): void => {
    if (!isNear(claimed, derived)) wrong.push(`${what} is ${claimed}, and ${derived} by the rest of its result`);
  };
  const expectAll = (what: string, claimed: Statistics, samples: ReadonlyArray<number>): void => {
    const derived = sampleStatistics(samples, 1);
    for (const [name, value] of Object.entries(derived)) expect(`${what} ${name}`, claimed[name as "mean"], value);
  };
  const between = (what: string, claimed: number | null, least: number, most: number): void => {
    if (claimed !== null && !(claimed >= least && claimed <= most))
      wrong.push(`${what} is ${claimed}: expected a number from ${least} to ${most}`);
  };
  for (const bucket of buckets) between(`${bucket} µs`, ledgerUs[bucket], 0, wallUs);
  for (const [name, count] of Object.entries(counts)) between(name, count, 0, Number.MAX_SAFE_INTEGER);
  for (const { recoveryUs, lostUs } of interruptions) {
    between("recovery µs", recoveryUs, 0, wallUs);
    between("lost µs", lostUs, 0, wallUs);
  }
  expect("the sum of its ledger", sum(Object.values(ledgerUs)), wallUs);
  const share = (us: number) => (wallUs === 0 ? null : us / wallUs);
  const { productive, degraded, recompute, checkpoint } = ledgerUs;
  const effective = share(productive);
  expect("effectiveThroughput", metrics.effectiveThroughput, effective);
  expect("ettr", metrics.ettr, share(productive + degraded));
  expect("availability", metrics.availability, share(productive + degraded + recompute));
  expect("checkpointOverhead", metrics.checkpointOverhead, share(checkpoint));
  expect("faultsOnJob", metrics.faultsOnJob, counts.faultsOnJob);
  expect("faults by cause", sum(result.faultsByCause.map(({ count }) => count)), counts.faultsOnJob);
  expect("interruptions", metrics.interruptions, interruptions.length);
  expect("counted interruptions", counts.interruptions, interruptions.length);
  expect("mtbf", metrics.mtbf, counts.faultsOnJob === 0 ? null : wallUs / counts.faultsOnJob / SECOND_US);
  expectAll(
    "recoveryTime",
    metrics.recoveryTime,
    interruptions.map(({ recoveryUs }) => recoveryUs / SECOND_US),
  );
  expectAll(
    "lostWork",
    metrics.lostWork,
    interruptions.map(({ lostUs }) => lostUs / SECOND_US),
  );
  const flops = job.nodes * cluster.cardsPerNode * cluster.cardFlops * job.mfu;
  expect("effectiveFlops", metrics.effectiveFlops, effective === null ? null : flops * effective);
  const steps = productive / job.step;
  expect("energyPerStep", metrics.energyPerStep, steps > 0 && metrics.energy !== null ? metrics.energy / steps : null);
  // Steps that count are productive at healthy speed, and so is what was done of one by the run's end.
  between("productive µs", productive, counts.steps * job.step, (counts.steps + 1) * job.step);
  between("worstWindow", metrics.worstWindow, 0, 1);
  // Every card at its load for all the time is the most; the job's cards, throttled as far as they go, the least.
  const { loadW, idleW, speedMin } = cluster.cooling;
  const kwh = (nodes: number, watts: number, us: number) =>
    (nodes * cluster.cardsPerNode * watts * cluster.pue * us) / SECOND_US / JOULES_PER_KWH;
  const leastW = counts.shrinks > 0 ? 0 : idleW + speedMin * (loadW - idleW);
  const leastKwh = kwh(job.nodes, leastW, productive + degraded + recompute);
  between("energy", metrics.energy, leastKwh * (1 - TOLERANCE), kwh(cluster.nodes, loadW, wallUs) * (1 + TOLERANCE));
  between("sparesLowest", metrics.sparesLowest, 0, cluster.nodes);
  // Where fresh nodes take the place of any number, more may be broken than the cluster has places for.
  const downMost = job.spares === "unlimited" ? Number.MAX_SAFE_INTEGER : cluster.nodes;
  for (const value of Object.values(metrics.nodesDown)) between("nodesDown", value, 0, downMost);
  return wrong;
};

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0);
