import type { Fault, FaultBehaviour, FaultContext, StruckJob } from "../fault/fault.ts";

/**
 * `card.slow`: the slowest card gates everyone. With straggler detection, or a latency of its own, its node is replaced
 * once it has slowed the steps for that long, as soon as a spare is free; with neither it drags on.
 */
export const cardSlow: FaultBehaviour = {
  // Only one that somebody finds, and then replaces, stops it.
  stopsJob: ({ detectAfterUs, recovery }) => ((detectAfterUs ?? recovery.detect.straggler) === undefined ? 0 : 1),
  strike(context, fault) {
    context.setCardSpeed(fault, fault.parameters.speed ?? 1);
    for (const job of context.jobsOf(fault)) slow(context, fault, job);
  },
  heal(context, fault) {
    context.setCardSpeed(fault, undefined);
    context.job.forget(fault);
    context.uncordon(fault);
    context.job.refreshSpeed();
  },
  reapply: (context, fault, job) => slow(context, fault, job),
};

const slow = (context: FaultContext, fault: Fault, job: StruckJob): void => {
  job.refreshSpeed();
  if (context.awaitingSpare.has(fault)) evict(context, fault, job);
  else job.detectBySteps(fault, () => evict(context, fault, job));
};

const evict = (context: FaultContext, fault: Fault, job: StruckJob): void => {
  if (!fault.isActive || !fault.isOnJob) return;
  if (!job.canReplace(fault)) {
    context.awaitingSpare.add(fault);
    return;
  }
  context.awaitingSpare.delete(fault);
  context.cordon(fault);
  job.fail(fault, true);
};
