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
  let isNews = false;
  for (const index of fault.targets) {
    isNews ||= world.fabric.carriesJob(fault.component, index);
    world.fabric.reduce(world.nowUs, fault.component, index, fault.id, 0);
    if (!world.fabric.isOnJobPath(fault.component, index)) continue;
    isOnPath = true;
  }
  if (!isOnPath) return;
  const isDead = world.fabric.isDead(fault.component, fault.targets);
  const { cuts = !isDead && cluster.cutProbability > 0 && fault.stream().uniform() < cluster.cutProbability } =
    fault.parameters;
  fault.cuts = cuts ? "transport" : isDead ? "dead" : undefined;
  if (fault.cuts === undefined) world.job.failOver(fault, isNews ? cluster.failover : 0);
  else if (world.job.isUp) world.job.cut(fault);
  else countIfItLasts(world, fault);
  world.job.refreshSpeed();
};

/** A cut path stalls a job that comes back over it. */
export const cutAgain = (world: World, fault: Fault): void => {
  if (fault.cuts === "transport") world.job.cut(fault);
};

/** A fault's path is whole, or was gone around. */
export const endCut = (fault: Fault): void => {
  fault.cuts = undefined;
  fault.cutsSoFar++;
};

/** A path that is cut while the job is down would have stopped it, had it been up, if it stays cut for the timeout. */
const countIfItLasts = (world: World, fault: Fault): void => {
  const timeoutUs = fault.detectAfterUs ?? world.settings.recovery.detect.cut;
  if (timeoutUs === 0) return world.record.countOnJob(fault);
  const cut = ++fault.cutsSoFar;
  world.after(timeoutUs, Priority.completion, `timeout of ${fault.id}`, () => {
    if (fault.cuts === undefined || fault.cutsSoFar !== cut) return;
    const isCut = fault.cuts === "transport" || world.fabric.isDead(fault.component, fault.targets, "anybody");
    if (isCut) world.record.countOnJob(fault);
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
  endCut(fault);
  world.job.refreshSpeed();
  world.job.reconnect(fault);
};
