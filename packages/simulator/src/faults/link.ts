import type { Fault } from "../fault.ts";
import type { World } from "../world.ts";

/**
 * Loses a fault's links. Where the job's traffic crosses one, it stalls: until the traffic has moved to the links that
 * are left, or, when none is left or the transport does not move (`cuts`, else by chance), until the link heals or the
 * timeout.
 */
export const loseLinks = (world: World, fault: Fault): void => {
  if (fault.component === "storage") return world.setStorageShare(fault, 0);
  const { cluster } = world.plan.scenario;
  let isOnPath = false;
  let isCut = false;
  for (const index of fault.targets) {
    world.fabric.reduce(world.nowUs, fault.component, index, fault.id, 0);
    if (!world.fabric.isOnJobPath(fault.component, index)) continue;
    isOnPath = true;
    isCut ||= world.fabric.isDead(fault.component, index);
  }
  if (!isOnPath) return;
  isCut ||= fault.parameters.cuts ?? (cluster.cutProbability > 0 && fault.stream().uniform() < cluster.cutProbability);
  if (!isCut) world.job.failOver(fault, cluster.failover);
  else if (world.job.isUp) world.job.cut(fault);
  else findWhileDown(world, fault);
  world.job.refreshSpeed();
};

/** A job that comes back over a cut path fails to; one that heals in time goes unnoticed. */
const findWhileDown = (world: World, fault: Fault): void => {
  const timeoutUs = fault.detectAfterUs ?? world.settings.recovery.detect.cut;
  const downUs = Math.min(fault.parameters.down ?? Number.POSITIVE_INFINITY, fault.atUs - world.nowUs);
  if (downUs > timeoutUs) world.job.fail(fault, timeoutUs);
};

/** Leaves a fault's links with a share of their bandwidth. */
export const degradeLinks = (world: World, fault: Fault, share: number): void => {
  if (fault.component === "storage") return world.setStorageShare(fault, share);
  for (const index of fault.targets) world.fabric.reduce(world.nowUs, fault.component, index, fault.id, share);
  world.job.refreshSpeed();
};

/** A fault's links are whole again. */
export const restoreLinks = (world: World, fault: Fault): void => {
  if (fault.component === "storage") return world.setStorageShare(fault, undefined);
  for (const index of fault.targets) world.fabric.restore(world.nowUs, fault.component, index, fault.id);
  world.job.reconnect(fault);
  world.job.refreshSpeed();
};
