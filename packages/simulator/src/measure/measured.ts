import type { Interruption, Ledger, Measured } from "@ordeal/model";
import type { World } from "../world.ts";

/** What a run's metrics are made of, over [0, now]. */
export const measuredOf = (
  { clock, ground, job, fleet, loops, nodesDown, nodesBroken }: World,
  ledger: Ledger,
  interruptions: ReadonlyArray<Interruption>,
  faultsOnJob: number,
): Measured => {
  const { nowUs } = clock;
  const { settings, record, curve } = job.state;
  const { cluster, job: written } = ground.scenario;
  // Cold spares draw nothing.
  const poweredUs =
    settings.recovery.spares === "cold" ? fleet.usableInJob.by(nowUs) : cluster.nodes * nowUs - nodesDown.by(nowUs);
  return {
    wallUs: nowUs,
    ledger,
    interruptions,
    faultsOnJob,
    progress: {
      curve,
      productiveUs: job.stepper.productiveBy(nowUs),
      flatSinceUs: job.checkpointer.heldUpSinceUs,
    },
    sparesLowest: written.spares === "unlimited" ? null : fleet.sparesLowest,
    nodesDown: nodesBroken.statistics(nowUs),
    power: { poweredUs, steppingUs: record.steppingNodeUs, sparedUs: loops.sparedBy(nowUs) },
  };
};
