import type { Scenario } from "../experiment.ts";
import { type Bucket, buckets, type Ledger } from "../ledger.ts";
import { metricsOf } from "../measure/metrics-of.ts";
import type { RunResult } from "../result.ts";
import type { Mode, Snapshot } from "../snapshot.ts";
import type { SteppingTime } from "../watch/step-clock.ts";
import type { LiveFold } from "./live-fold.ts";
import type { LiveNodes } from "./live-nodes.ts";

/** What a watched job came to, as a run of the simulator would say it; and what of it nobody can vouch for. */
export interface LiveResult {
  readonly result: RunResult;
  /** What cannot be so in a job that keeps what it promises: each is a failure. */
  readonly violations: ReadonlyArray<string>;
  /** What was not measured: with any of them there is no pass. */
  readonly doubts: ReadonlyArray<string>;
}

/** The ledger up to now. Asserts that its buckets sum to the wall time, and that none is negative. */
const ledgerOf = (fold: LiveFold): Ledger => {
  const ledger = withSpent(fold, fold.steps.close(fold.goodStep, inProgressOf(fold)));
  let sum = 0;
  for (const bucket of buckets) {
    sum += ledger[bucket];
    if (!(ledger[bucket] >= 0)) throw new Error(`live ledger: ${bucket} is ${ledger[bucket]} µs`);
  }
  if (sum !== fold.wallUs)
    throw new Error(`live ledger: the buckets sum to ${sum} µs of ${fold.wallUs} µs: ${JSON.stringify(ledger)}`);
  return ledger;
};

const inProgressOf = ({ recovery, current }: LiveFold): number => (recovery.phase === undefined ? current.us : 0);

/** The same as it went by: nothing is taken back when steps are lost, and the one in progress is in no bucket yet. */
const spentOf = (fold: LiveFold): Ledger => withSpent(fold, fold.steps.close(fold.steps.highWater, 0));

const withSpent = ({ log }: LiveFold, stepped: SteppingTime): Ledger =>
  Object.fromEntries(
    buckets.map((bucket) => [bucket, isStepping(bucket) ? stepped[bucket] : log.spent(bucket)]),
  ) as Ledger;

const isStepping = (bucket: Bucket): bucket is keyof SteppingTime =>
  bucket === "productive" || bucket === "degraded" || bucket === "recompute";

const byCause = (fold: LiveFold): RunResult["faultsByCause"] => {
  const counts = new Map<string, { readonly cause: string; readonly kind: string; count: number }>();
  for (const { kind, cause } of fold.faults.onJob) {
    const key = `${cause} ${kind}`;
    const known = counts.get(key) ?? { cause, kind, count: 0 };
    known.count++;
    counts.set(key, known);
  }
  return [...counts.entries()]
    .sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
    .map(([, one]) => one);
};

/** What a job came to that has begun. Energy and FLOPs are not measured. */
export const liveResult = (fold: LiveFold, scenario: Scenario, nodes: LiveNodes): LiveResult => {
  const { steps, faults, job, log, recovery, saves } = fold;
  const ledgerUs = ledgerOf(fold);
  const interruptions = recovery.interruptionsIf(fold.goodStep);
  const { onJob } = faults;
  const metrics = metricsOf(scenario, {
    wallUs: fold.wallUs,
    ledger: ledgerUs,
    interruptions,
    faultsOnJob: onJob.length,
    progress: { curve: steps.curve, productiveUs: steps.progressWith(inProgressOf(fold)) },
    sparesLowest: scenario.job.spares === "unlimited" ? null : nodes.sparesLowest,
    nodesDown: nodes.down.statistics(fold.wallUs),
    power: null,
  });
  const result: RunResult = {
    seed: job.seed,
    wallUs: fold.wallUs,
    metrics: { ...metrics, effectiveFlops: null },
    ledgerUs,
    counts: {
      steps: fold.goodStep,
      faults: faults.struck,
      faultsOnJob: onJob.length,
      faultsSkipped: faults.skipped,
      interruptions: interruptions.length,
      checkpoints: saves.counts.checkpoints,
      checkpointsSkipped: saves.counts.skipped,
      checkpointsTorn: saves.counts.torn,
      recoveries: recovery.counts.recoveries,
      shrinks: recovery.counts.shrinks,
      starvations: recovery.counts.starvations,
    },
    interruptions,
    faultsByCause: byCause(fold),
    starved: recovery.isStarved,
    intervalUs: job.intervalUs,
  };
  const doubts = [...log.doubts];
  if (!steps.isMeasured)
    doubts.push(
      `too few steps before the first fault to measure a healthy one: job.step of the experiment, ${job.stepUs} µs, was taken for it`,
    );
  return { result, violations: log.violations, doubts };
};

const modeOf = (fold: LiveFold): Mode => {
  if (fold.isDone) return "planned";
  const { phase } = fold.recovery;
  if (phase !== undefined) return phase;
  const { upMode } = fold;
  return upMode === "stepping" && fold.current.isStalled ? "stalled" : upMode;
};

/** What a job looks like now that has begun. */
export const liveSnapshot = (fold: LiveFold, nodes: LiveNodes, isOver: boolean): Snapshot => {
  const { steps, faults, recovery } = fold;
  const stepUs = Math.round(steps.lastStepUs);
  const mode = modeOf(fold);
  const { active } = faults;
  return {
    atUs: fold.wallUs,
    isOver,
    mode,
    step: steps.step,
    highWaterStep: steps.highWater,
    stepUs,
    speed: mode === "stepping" ? Math.min(1, steps.healthyUs / stepUs) : 0,
    progressUs: steps.progressUs,
    ledgerUs: ledgerOf(fold),
    spentUs: spentOf(fold),
    downSinceUs: recovery.open?.atUs ?? null,
    replicas: Math.floor(fold.ranks.ranks / fold.job.ranksPerReplica),
    jobNodes: nodes.inJob,
    sparesUsable: nodes.spares,
    nodesDown: nodes.down.now,
    nodesUnusableInJob: nodes.downInJob,
    bandwidthShare: shareOf(active.filter(({ effect, kind }) => effect === "cuts" || kind.startsWith("link"))),
    storageShare: shareOf(active.filter(({ kind }) => kind.startsWith("storage"))),
    faults: active.map(({ id, kind, sinceUs }) => ({ faultId: id, kind, sinceUs })),
  };
};

/** The least that these faults leave, by the word of whoever injected them. */
const shareOf = (
  faults: ReadonlyArray<{ readonly effect: string; readonly share: number; readonly kind: string }>,
): number =>
  Math.min(1, ...faults.map(({ effect, share, kind }) => (effect === "cuts" || kind === "storage.down" ? 0 : share)));
