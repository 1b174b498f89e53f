import { always, type Fault, type FaultBehaviour, type FaultContext, type StruckJob } from "../fault/fault.ts";

/**
 * `card.corrupt`: training goes on, and every checkpoint from now on is poisoned. When that is found the poisoned copies
 * are thrown away, the card's node is replaced, and the run goes back to the last clean copy. With `stepsAfterLoad` it is
 * found so many steps after a load, whatever the latency.
 */
export const cardCorrupt: FaultBehaviour = {
  stopsJob: always,
  strike(context, fault) {
    const { stepsAfterLoad } = fault.parameters;
    if (stepsAfterLoad !== undefined) {
      const { job } = context;
      job.detectAfterLoad(fault, stepsAfterLoad, () => discover(context, fault, job));
    }
    for (const job of context.jobsOf(fault)) if (job.isUp) taint(context, fault, job);
  },
  heal(context, fault) {
    context.uncordon(fault);
  },
  reapply: (context, fault, job) => taint(context, fault, job),
};

const taint = (context: FaultContext, fault: Fault, job: StruckJob): void => {
  job.taint(fault);
  if (fault.parameters.stepsAfterLoad !== undefined) return;
  job.detectByTime(fault, () => {
    discover(context, fault, job);
  });
};

/** It is found, if there is anything left of it. */
const discover = (context: FaultContext, fault: Fault, job: StruckJob): boolean => {
  const isStillThere = fault.isActive && fault.isOnJob;
  if (!job.isTaintedBy(fault) && !isStillThere) return false;
  if (isStillThere) context.cordon(fault);
  job.fail(fault, true);
  job.discardPoisoned();
  return true;
};
