import type { Fault, FaultContext, StruckJob } from "../fault/fault.ts";

/**
 * Loses a fault's links. Where the job's traffic crosses one, it stalls: until the traffic has moved to the links that
 * are left, or, when none is left or the transport does not move (`cuts`, else by chance), until the link heals or the
 * timeout.
 */
export const loseLinks = (context: FaultContext, fault: Fault): void => {
  const { component, targets, parameters } = fault;
  if (component === "storage") return context.setStorageShare(fault, 0);
  const { job, site } = context;
  const { fabric, clock, ground } = site;
  const { cluster } = ground.scenario;
  let isOnPath = false;
  let isNews = false;
  for (const index of targets) {
    isNews ||= fabric.carriesJob(component, index);
    fabric.reduce(clock.nowUs, component, index, fault, 0);
    isOnPath ||= fabric.isOnJobPath(component, index);
  }
  if (!isOnPath) return;
  const isDead = fabric.isDead(component, targets);
  const { cuts = !isDead && cluster.cutProbability > 0 && fault.stream().uniform() < cluster.cutProbability } =
    parameters;
  if (cuts || isDead) job.cut(fault, cuts ? "transport" : "dead");
  else job.failOver(fault, isNews ? cluster.failover : 0);
  job.refreshSpeed();
};

/** A cut path stalls a job that comes back over it. */
export const cutAgain = (_: FaultContext, fault: Fault, job: StruckJob): void => job.cutAgain(fault);

/** Leaves a fault's links with a share of their bandwidth. */
export const degradeLinks = (context: FaultContext, fault: Fault, share: number): void => {
  const { component, targets } = fault;
  if (component === "storage") return context.setStorageShare(fault, share);
  const { job, site } = context;
  const { fabric, clock } = site;
  for (const index of targets) fabric.reduce(clock.nowUs, component, index, fault, share);
  job.refreshSpeed();
};

/** A fault's links are whole again. */
export const restoreLinks = (context: FaultContext, fault: Fault): void => {
  const { component, targets } = fault;
  if (component === "storage") return context.setStorageShare(fault, undefined);
  const { job, site } = context;
  const { fabric, clock } = site;
  for (const index of targets) fabric.restore(clock.nowUs, component, index, fault);
  job.refreshSpeed();
  job.reconnect(fault);
};
