import type { Fault } from "../fault.ts";
import type { World } from "../world.ts";

/** Leaves storage with a share of its bandwidth on behalf of a fault; `undefined` takes that back. */
export const setStorageShare = (world: World, fault: Fault, share: number | undefined): void => {
  if (world.isEndingMany && share === undefined) {
    world.storage.forget(fault.id);
    world.isStorageStale = true;
    return;
  }
  world.job.saver.finishWriting(world.nowUs);
  world.storage.setShare(world.nowUs, fault.id, share);
  tell(world);
};

/** Works the share out anew when faults went that still count in it. */
export const refreshStorage = (world: World): void => {
  if (!world.isStorageStale) return;
  world.isStorageStale = false;
  world.job.saver.finishWriting(world.nowUs);
  world.storage.refresh(world.nowUs);
  tell(world);
};

/** Storage has another share: whoever saves or loads plans anew. */
const tell = ({ journal, nowUs, storage, job }: World): void => {
  journal.say(nowUs, "storage.changed", { share: storage.bandwidthShare });
  if (job.isUp) job.arrange();
  else job.recovery.replan();
};
