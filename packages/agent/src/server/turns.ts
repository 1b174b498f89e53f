import type { AgentBackend } from "../backend/backend.ts";
import type { FairQueue } from "./fair-queue.ts";

/**
 * How long a turn may take of the agent's own time, what of it is kept for the runs, and how often somebody who does not
 * read its answers is looked at again.
 */
export const TURN_MS = 5;
const RUNS_MS = 2.5;
const HELD_MS = 5;

export interface TurnsOptions {
  readonly queue: Pick<FairQueue, "workUntil" | "isEmpty">;
  readonly backend: Pick<AgentBackend, "work">;
  /** Heals what is due; before anything else, in every turn. */
  readonly keepSafe: () => void;
  readonly nowMs: () => number;
}

/**
 * The agent's time, turn by turn, with whatever arrives read in between. Safety comes first: what expired is healed, and
 * heals go on, before a request is answered; every request, and with it a heal or a halt, before a run goes on.
 */
export class Turns {
  private readonly options: TurnsOptions;
  private turn: NodeJS.Immediate | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: TurnsOptions) {
    this.options = options;
  }

  /** There is something to do. */
  readonly wake = (): void => {
    this.turn ??= setImmediate(this.take);
  };

  private readonly take = (): void => {
    this.turn = undefined;
    if (this.once()) this.wake();
    else if (!this.options.queue.isEmpty) {
      clearTimeout(this.timer);
      this.timer = setTimeout(this.wake, HELD_MS);
    }
  };

  /** One turn. Returns whether more could be done at once. */
  once(): boolean {
    const { queue, backend, keepSafe, nowMs } = this.options;
    const startMs = nowMs();
    keepSafe();
    const isHealing = backend.work(TURN_MS, "heals");
    const isAsked = queue.workUntil(startMs + TURN_MS - RUNS_MS);
    // As long as there is something to heal no run goes on.
    const leftMs = Math.max(RUNS_MS, startMs + TURN_MS - nowMs());
    return isHealing || backend.work(leftMs, "everything") || isAsked;
  }

  stop(): void {
    clearImmediate(this.turn);
    clearTimeout(this.timer);
  }
}
