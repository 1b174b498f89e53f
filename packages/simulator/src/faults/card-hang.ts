import { always, type Fault, type FaultBehaviour, type FaultContext, type StruckJob } from "../fault/fault.ts";

/**
 * `card.hang`: the job stands still until the collective's timeout. A restart of the process cures it, unless it came
 * with a duration of its own: then its node is not used until that is over.
 */
export const cardHang: FaultBehaviour = {
  stopsJob: always,
  needsProcesses: true,
  strike(context, fault) {
    for (const job of context.jobsOf(fault)) {
      if (job.isUp) hang(context, fault, job);
      else if (job.hasProcesses) job.fail(fault);
    }
  },
  heal(context, fault) {
    context.job.unhang(fault);
    context.uncordon(fault);
  },
  reapply: (context, fault, job) => hang(context, fault, job),
};

/** A job that comes back to a card that still hangs waits for a whole timeout again. */
const hang = (context: FaultContext, fault: Fault, job: StruckJob): void =>
  job.hang(fault, () => {
    if (fault.hasOwnDuration) context.cordon(fault);
    job.fail(fault, true);
  });
