import type { Fault } from "../fault.ts";
import { setStorageShare } from "../storage/share.ts";
import { type FaultBehaviour, never } from "./behaviour.ts";

const storage = (share: (fault: Fault) => number): FaultBehaviour => ({
  stopsJob: never,
  strike: (world, fault) => setStorageShare(world, fault, share(fault)),
  heal: (world, fault) => setStorageShare(world, fault, undefined),
});

/** `storage.slow` {share}: saves that wait for storage, copies in the background and loads all take longer. */
export const storageSlow = storage(({ parameters }) => parameters.share ?? 1);

/** `storage.down`: transfers stand still until it is back. */
export const storageDown = storage(() => 0);
