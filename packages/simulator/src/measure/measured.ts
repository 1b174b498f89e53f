import type { Interruption, Ledger, Measured } from "@ordeal/model";
import type { World } from "../world.ts";

/** What a run's metrics are made of, over [0, now]. */
export const measuredOf = (
  { nowUs, plan, settings, job, fleet, loops, record, curve, nodesDown, nodesBroken }: World,
  ledger: Ledger,
  interruptions: ReadonlyArray<Interruption>,
  faultsOnJob: number,
): Measured => ({
  wallUs: nowUs,
  ledger,
  interruptions,
  faultsOnJob,
  progress: { curve, productiveUs: job.stepper.productiveBy(nowUs), flatSinceUs: job.saver.heldUpSinceUs },
  sparesLowest: plan.scenario.job.spares === "unlimited" ? null : fleet.sparesLowest,
  nodesDown: nodesBroken.statistics(nowUs),
  power: {
    // Cold spares draw nothing.
    poweredUs:
      settings.recovery.spares === "cold"
        ? fleet.usableInJob.by(nowUs)
        : plan.scenario.cluster.nodes * nowUs - nodesDown.integral(nowUs),
    steppingUs: record.steppingNodeUs,
    sparedUs: loops.sparedBy(nowUs),
  },
});
