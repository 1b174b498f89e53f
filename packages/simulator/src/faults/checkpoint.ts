import { type FaultBehaviour, never, nothing } from "./behaviour.ts";

/** `checkpoint.torn`: the copy being written, or the next one, never becomes durable. */
export const checkpointTorn: FaultBehaviour = {
  stopsJob: never,
  strike(world, fault) {
    world.job.saver.finishWriting(world.nowUs);
    for (const index of fault.targets) {
      const tier = world.job.saver.tiers[index];
      if (tier !== undefined) tier.tearNext++;
    }
  },
  heal: nothing,
};

/** `checkpoint.corrupt`: the newest durable copy is damaged; nobody knows until it is loaded. */
export const checkpointCorrupt: FaultBehaviour = {
  stopsJob: never,
  strike(world, fault) {
    world.job.saver.finishWriting(world.nowUs);
    for (const index of fault.targets) world.job.saver.tiers[index]?.store.corruptNewest();
  },
  heal: nothing,
};
