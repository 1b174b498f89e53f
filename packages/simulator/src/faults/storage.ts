import type { Fault } from "../fault.ts";
import { type FaultBehaviour, never } from "./behaviour.ts";

const storage = (share: (fault: Fault) => number): FaultBehaviour => ({
  lasts: "repair",
  stopsJob: never,
  strike: (world, fault) => world.setStorageShare(fault, share(fault)),
  heal: (world, fault) => world.setStorageShare(fault, undefined),
});

/** `storage.slow` {share}: saves that wait for storage, copies in the background and loads all take longer. */
export const storageSlow = storage(({ parameters }) => parameters.share ?? 1);

/** `storage.down`: transfers stand still until it is back. */
export const storageDown = storage(() => 0);
