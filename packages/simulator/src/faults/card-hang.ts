import { always, type FaultBehaviour } from "./behaviour.ts";

/**
 * `card.hang`: the job stands still until the collective's timeout. A restart of the process cures it, unless it came
 * with a duration of its own: then its node is not used until that is over.
 */
export const cardHang: FaultBehaviour = {
  stopsJob: always,
  needsProcesses: true,
  strike(world, fault) {
    if (!world.isOnJob(fault)) return;
    if (world.job.isUp) cardHang.engage?.(world, fault);
    else if (world.job.hasProcesses) world.job.fail(fault, fault.detectAfterUs ?? world.settings.recovery.detect.hang);
  },
  heal(world, fault) {
    world.job.unhang(fault);
    world.letGo(fault);
  },
  engage(world, fault) {
    world.job.hang(fault);
    const found = () => {
      if (!fault.isActive || !world.job.isHungBy(fault)) return;
      if (fault.hasOwnDuration) world.takeOutOfUse(fault);
      world.job.fail(fault, 0);
    };
    // A job that comes back to a card that still hangs waits for a whole timeout again.
    world.detect(fault, world.settings.recovery.detect.hang, found, true);
  },
};
