import { type Fault, type FaultBehaviour, never } from "../fault/fault.ts";

const storage = (share: (fault: Fault) => number): FaultBehaviour => ({
  stopsJob: never,
  strike: (context, fault) => context.setStorageShare(fault, share(fault)),
  heal: (context, fault) => context.setStorageShare(fault, undefined),
});

/** `storage.slow` {share}: saves that wait for storage, copies in the background and loads all take longer. */
export const storageSlow = storage(({ parameters }) => parameters.share ?? 1);

/** `storage.down`: transfers stand still until it is back. */
export const storageDown = storage(() => 0);
