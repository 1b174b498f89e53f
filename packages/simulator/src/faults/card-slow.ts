import type { Fault } from "../fault.ts";
import type { World } from "../world.ts";
import type { FaultBehaviour } from "./behaviour.ts";

/**
 * `card.slow`: the slowest card gates everyone. With straggler detection, or a latency of its own, its node is replaced
 * once it has slowed the steps for that long, as soon as a spare is free; with neither it drags on.
 */
export const cardSlow: FaultBehaviour = {
  // Only one that somebody finds, and then replaces, stops it.
  stopsJob: ({ detectAfterUs, recovery }) => ((detectAfterUs ?? recovery.detect.straggler) === undefined ? 0 : 1),
  strike(world, fault) {
    world.slow.set(fault, fault.parameters.speed ?? 1, world);
    if (world.isOnJob(fault)) cardSlow.engage?.(world, fault);
  },
  heal(world, fault) {
    world.slow.delete(fault);
    world.stragglersFound.delete(fault);
    world.job.forgetStraggler(fault);
    world.letGo(fault);
    world.job.refreshSpeed();
  },
  engage(world, fault) {
    world.job.refreshSpeed();
    const latencyUs = fault.detectAfterUs ?? world.settings.recovery.detect.straggler;
    if (world.stragglersFound.has(fault)) evict(world, fault);
    else if (latencyUs !== undefined) world.job.watchStraggler(fault, latencyUs, () => evict(world, fault));
  },
};

const evict = (world: World, fault: Fault): void => {
  if (!fault.isActive || !world.isOnJob(fault)) return;
  const nodes = [...new Set(world.nodesOf(fault))].filter((node) => world.fleet.isInJob(node));
  if (!world.job.recovery.canReplace(nodes)) {
    world.stragglersFound.add(fault);
    return;
  }
  world.stragglersFound.delete(fault);
  world.takeOutOfUse(fault);
  world.job.fail(fault, 0);
};
