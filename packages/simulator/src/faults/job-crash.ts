import { always, type FaultBehaviour, nothing } from "./behaviour.ts";

/** `job.crash`: a software bug ends the job; no component is hurt. */
export const jobCrash: FaultBehaviour = {
  stopsJob: always,
  needsProcesses: true,
  strike(world, fault) {
    world.job.fail(fault, fault.detectAfterUs ?? world.settings.recovery.detect.crash);
  },
  heal: nothing,
};
