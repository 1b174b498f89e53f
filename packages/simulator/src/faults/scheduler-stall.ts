import { type FaultBehaviour, never } from "../fault/fault.ts";

/** `scheduler.stall`: the control plane does not answer; a running job does not notice, a stopped one waits. */
export const schedulerStall: FaultBehaviour = {
  stopsJob: never,
  strike: ({ site }) => site.controlPlane.stall(site.clock.nowUs, 1),
  heal: ({ site }) => site.controlPlane.stall(site.clock.nowUs, -1),
};
