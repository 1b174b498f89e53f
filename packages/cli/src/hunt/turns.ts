import { setImmediate } from "node:timers/promises";
import { CutShort, interruptible } from "../interruptible.ts";

/** How long a search keeps its thread to itself: Ctrl-C must feel immediate. */
const TURN_MS = 8;
/** A piece that takes longer is cut short by Ctrl-C; shorter ones are waited for. */
const SLOW_MS = 100;

/** Long work in pieces, turn by turn, so that others have theirs: signals, and the progress bar. */
export class Turns {
  /** One slow piece may have been unlucky; after two, others of the same work may be slow. */
  private slowPieces = 0;

  /** Goes on piece by piece for one turn, or until it is over; then others have theirs. */
  async take(isOver: () => boolean, piece: () => void): Promise<void> {
    const startedMs = performance.now();
    const turn = () => {
      for (let atMs = startedMs; !isOver() && atMs - startedMs < TURN_MS; ) {
        piece();
        const nowMs = performance.now();
        if (nowMs - atMs > SLOW_MS) this.slowPieces++;
        atMs = nowMs;
      }
    };
    try {
      if (this.slowPieces > 1) interruptible(turn);
      else turn();
    } catch (error) {
      // Whoever waits for this turn is interrupted by the same signal.
      if (error instanceof CutShort) return new Promise(() => {});
      throw error;
    }
    await setImmediate();
  }
}
