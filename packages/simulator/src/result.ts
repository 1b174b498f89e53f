import { type Ledger, metricsOf, type RunResult } from "@ordeal/model";
import { measuredOf } from "./measure/measured.ts";
import { savesEveryUs } from "./settings.ts";
import type { World } from "./world.ts";

/** What a run comes to over [0, now]; the job must have caught up with the clock. */
export const resultOf = (world: World, seed: number, ledgerUs: Ledger): RunResult => {
  const { job, faults, clock, ground } = world;
  const { record } = job.state;
  const interruptions = record.interruptions(clock.nowUs, job.stepper.ranUs(job.goodStep));
  const { faultsOnJob, faultsByCause } = record.onJob(job.hangs.list());
  return {
    seed,
    wallUs: clock.nowUs,
    metrics: metricsOf(ground.scenario, measuredOf(world, ledgerUs, interruptions, faultsOnJob)),
    ledgerUs,
    counts: {
      steps: job.goodStep,
      faults: faults.struck,
      faultsOnJob,
      faultsSkipped: faults.skipped,
      interruptions: interruptions.length,
      checkpoints: record.checkpoints,
      checkpointsSkipped: record.checkpointsSkipped,
      checkpointsTorn: record.checkpointsTorn,
      recoveries: record.recoveries,
      shrinks: record.shrinks,
      starvations: record.starvations,
    },
    interruptions,
    faultsByCause,
    starved: job.recovery.isStarved,
    intervalUs: savesEveryUs(ground.settings[0]),
  };
};
