import type { Fault } from "../fault.ts";
import { Priority } from "../kernel/queue.ts";
import { setStorageShare } from "../storage/share.ts";
import type { World } from "../world.ts";

/**
 * Loses a fault's links. Where the job's traffic crosses one, it stalls: until the traffic has moved to the links that
 * are left, or, when none is left or the transport does not move (`cuts`, else by chance), until the link heals or the
 * timeout.
 */
export const loseLinks = (world: World, fault: Fault): void => {
  if (fault.component === "storage") return setStorageShare(world, fault, 0);
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
  fault.cuts = isCut;
  if (!isCut) world.job.failOver(fault, cluster.failover);
  else if (world.job.isUp) world.job.cut(fault);
  else countIfItLasts(world, fault);
  world.job.refreshSpeed();
};

/** A cut path stalls a job that comes back over it. */
export const cutAgain = (world: World, fault: Fault): void => {
  if (fault.cuts) world.job.cut(fault);
};

/** A path that is cut while the job is down would have stopped it, had it been up, if it stays cut for the timeout. */
const countIfItLasts = (world: World, fault: Fault): void => {
  const timeoutUs = fault.detectAfterUs ?? world.settings.recovery.detect.cut;
  if (timeoutUs === 0) return world.record.countOnJob(fault);
  const cut = ++fault.cutsSoFar;
  world.after(timeoutUs, Priority.completion, `timeout of ${fault.id}`, () => {
    if (fault.cuts && fault.cutsSoFar === cut) world.record.countOnJob(fault);
  });
};

/** Leaves a fault's links with a share of their bandwidth. */
export const degradeLinks = (world: World, fault: Fault, share: number): void => {
  if (fault.component === "storage") return setStorageShare(world, fault, share);
  for (const index of fault.targets) world.fabric.reduce(world.nowUs, fault.component, index, fault.id, share);
  world.job.refreshSpeed();
};

/** A fault's links are whole again. */
export const restoreLinks = (world: World, fault: Fault): void => {
  if (fault.component === "storage") return setStorageShare(world, fault, undefined);
  for (const index of fault.targets) {
    if (world.isEndingMany) world.fabric.restoreLater(fault.component, index, fault.id);
    else world.fabric.restore(world.nowUs, fault.component, index, fault.id);
  }
  fault.cuts = false;
  fault.cutsSoFar++;
  world.job.refreshSpeed();
  world.job.reconnect(fault);
};
