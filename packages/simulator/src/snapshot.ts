import type { Ledger, Snapshot } from "@ordeal/model";
import type { World } from "./world.ts";

/** What somebody who looks at a run sees now; the job must have booked its time. */
export const snapshotOf = (world: World, isOver: boolean, ledgerUs: Ledger): Snapshot => {
  const { job, fleet, fabric, storage, clock } = world;
  const { nowUs } = clock;
  const step = job.stepper.stepAt(nowUs);
  return {
    atUs: nowUs,
    isOver,
    mode: job.mode,
    step,
    highWaterStep: Math.max(step, job.stepper.highWater),
    stepUs: job.stepper.currentStepUs,
    speed: job.speed,
    progressUs: job.stepper.productiveBy(nowUs),
    ledgerUs,
    spentUs: job.state.ledger.read(),
    downSinceUs: job.state.record.downSinceUs,
    replicas: job.state.replicas,
    jobNodes: fleet.jobNodes,
    sparesUsable: fleet.sparesUsable,
    nodesDown: world.nodesBroken.now,
    nodesUnusableInJob: fleet.unusableInJob.length,
    bandwidthShare: fabric.leastShare(),
    storageShare: storage.bandwidthShare,
    faults: world.faults.active.list().map(({ id, kind, startUs }) => ({ faultId: id, kind, sinceUs: startUs })),
  };
};
