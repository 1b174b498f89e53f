import type { Fault } from "../fault.ts";
import type { World } from "../world.ts";
import { always, type FaultBehaviour } from "./behaviour.ts";
import { afterLoadedSteps } from "./steps-after-load.ts";

/**
 * `card.corrupt`: training goes on, and every checkpoint from now on is poisoned. When that is found the poisoned copies
 * are thrown away, the card's node is replaced, and the run goes back to the last clean copy. With `stepsAfterLoad` it is
 * found so many steps after a load, whatever the latency.
 */
export const cardCorrupt: FaultBehaviour = {
  stopsJob: always,
  strike(world, fault) {
    const { stepsAfterLoad } = fault.parameters;
    if (stepsAfterLoad !== undefined) afterLoadedSteps(world, fault, stepsAfterLoad, () => discover(world, fault));
    if (world.isOnJob(fault) && world.job.isUp) cardCorrupt.engage?.(world, fault);
  },
  heal(world, fault) {
    world.letGo(fault);
  },
  engage(world, fault) {
    world.job.isTainted = true;
    world.journal.say(world.nowUs, "job.corrupted", { faultId: fault.id, step: world.job.stepper.stepAt(world.nowUs) });
    if (fault.parameters.stepsAfterLoad !== undefined) return;
    world.detect(fault, world.settings.recovery.detect.corruption, () => discover(world, fault));
  },
};

/** It is found, if there is anything left of it. */
const discover = (world: World, fault: Fault): boolean => {
  const isStillThere = fault.isActive && world.isOnJob(fault);
  if (!world.job.isTainted && !isStillThere) return false;
  if (isStillThere) world.takeOutOfUse(fault);
  world.job.fail(fault, 0);
  world.job.recovery.distrustMemory();
  for (const tier of world.job.saver.tiers) {
    const steps = tier.store.purgePoisoned(world.nowUs);
    if (steps.length > 0) world.journal.say(world.nowUs, "checkpoint.poisoned", { tier: tier.name, steps });
  }
  return true;
};
