import type { Fault } from "./fault.ts";
import { refreshStorage } from "./storage/share.ts";
import type { World } from "./world.ts";

/** Several faults are over at once: what they all act on looks at itself again once, after the last of them. */
export const endAll = (world: World, faults: ReadonlyArray<Fault>): void => {
  if (faults.length === 0) return;
  world.catchUp();
  world.isEndingMany = true;
  for (const fault of faults) world.end(fault);
  world.isEndingMany = false;
  world.fabric.refreshAll(world.nowUs);
  world.loops.applyAll();
  refreshStorage(world);
  world.job.refreshSpeed();
  world.job.findPaths();
  world.job.arrange();
  world.settle();
};
