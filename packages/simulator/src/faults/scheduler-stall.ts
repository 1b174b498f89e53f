import { type FaultBehaviour, never } from "./behaviour.ts";

/** `scheduler.stall`: the control plane does not answer; a running job does not notice, a stopped one waits. */
export const schedulerStall: FaultBehaviour = {
  stopsJob: never,
  strike: (world) => world.stallScheduler(1),
  heal: (world) => world.stallScheduler(-1),
};
