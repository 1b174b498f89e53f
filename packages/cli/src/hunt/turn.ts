import { setImmediate } from "node:timers/promises";
import { CutShort, interruptible } from "../interruptible.ts";

/** How long a search keeps its thread to itself: Ctrl-C must feel immediate, however slow one timeline is. */
const TURN_MS = 8;

/** Goes on piece by piece for one turn, or until it is over; then others have theirs: signals, and the progress bar. */
export const takeTurn = async (isOver: () => boolean, piece: () => void): Promise<void> => {
  const startedMs = performance.now();
  try {
    interruptible(() => {
      while (!isOver() && performance.now() - startedMs < TURN_MS) piece();
    });
  } catch (error) {
    // Whoever waits for this turn is interrupted by the same signal.
    if (error instanceof CutShort) return new Promise(() => {});
    throw error;
  }
  await setImmediate();
};
