import { always, type FaultBehaviour, nothing } from "../fault/fault.ts";

/** `job.crash`: a software bug ends the job; no component is hurt. */
export const jobCrash: FaultBehaviour = {
  stopsJob: always,
  needsProcesses: true,
  strike: ({ job }, fault) => job.fail(fault),
  heal: nothing,
};
