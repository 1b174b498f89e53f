import { setImmediate } from "node:timers/promises";
import { CutShort, interruptible } from "../interruptible.ts";

/** How long a search keeps its thread to itself: Ctrl-C must feel immediate. */
const TURN_MS = 8;
/** A piece that takes longer is cut short by Ctrl-C; shorter ones are waited for. */
const SLOW_MS = 50;
/** So many pieces are needed to know how long one takes at most: until then any may be slow. */
const PIECES_TO_KNOW = 64;

/** Long work in pieces, turn by turn, so that others have theirs: signals, and the progress bar. */
export class Turns {
  private pieces = 0;
  /** One slow piece is enough: trials are quick and the checks between them are not. */
  private hasBeenSlow = false;

  /** Whether Ctrl-C cuts the next piece short: what is known before it should be told before it. */
  get cutsShort(): boolean {
    return this.hasBeenSlow || this.pieces < PIECES_TO_KNOW;
  }

  /** Goes on piece by piece for one turn, or until it is over; then others have theirs. */
  async take(isOver: () => boolean, piece: () => void): Promise<void> {
    const startedMs = performance.now();
    const turn = () => {
      for (let atMs = startedMs; !isOver() && atMs - startedMs < TURN_MS; ) {
        piece();
        const nowMs = performance.now();
        this.pieces++;
        this.hasBeenSlow ||= nowMs - atMs > SLOW_MS;
        atMs = nowMs;
      }
    };
    try {
      if (this.cutsShort) interruptible(turn);
      else turn();
    } catch (error) {
      // Whoever waits for this turn is interrupted by the same signal.
      if (error instanceof CutShort) return new Promise(() => {});
      throw error;
    }
    await setImmediate();
  }
}
