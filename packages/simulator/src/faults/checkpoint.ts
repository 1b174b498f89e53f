import { type FaultBehaviour, never, nothing } from "../fault/fault.ts";

/** `checkpoint.torn`: the copy being written, or the next one, never becomes durable. */
export const checkpointTorn: FaultBehaviour = {
  stopsJob: never,
  strike({ job }, fault) {
    for (const tier of fault.targets) job.tearCopy(tier);
  },
  heal: nothing,
};

/** `checkpoint.corrupt`: the newest durable copy is damaged; nobody knows until it is loaded. */
export const checkpointCorrupt: FaultBehaviour = {
  stopsJob: never,
  strike({ job }, fault) {
    for (const tier of fault.targets) job.corruptCopy(tier);
  },
  heal: nothing,
};
