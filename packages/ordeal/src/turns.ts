import { setImmediate } from "node:timers/promises";

/** How long work keeps its thread to itself. */
const TURN_MS = 10;

/** Goes on piece by piece until it is over, and lets others have their turn; an aborted signal rejects with its reason. */
export const inTurns = async (piece: () => boolean, signal: AbortSignal | undefined): Promise<void> => {
  for (;;) {
    signal?.throwIfAborted();
    for (const startedMs = performance.now(); performance.now() - startedMs < TURN_MS; ) if (!piece()) return;
    await setImmediate();
  }
};
