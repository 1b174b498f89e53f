import * as Effect from "effect/Effect";
import type { AgentRun } from "./agent.ts";
import type { Audit } from "./audit/audit.ts";
import { healAll } from "./injection.ts";
import type { JournalWriter } from "./journal/writer.ts";

/** How far a run is, and what is known of its faults, for whoever has to clean up after it. */
export interface Progress {
  nowUs: number;
  readonly asked: Set<string>;
  unhealed: ReadonlyArray<string>;
  /** Whether what was injected has been healed, as far as that could be done. */
  isOver: boolean;
  /** What the agent said that cannot be so, or that others did to the run. */
  readonly doubts: Array<string>;
}

/** Keeps what the agent said and cannot be so. */
export const doubt = ({ doubts }: Progress, lies: ReadonlyArray<string>): void => {
  if (lies.length > 0) doubts.push(`the agent cannot be believed: ${lies.join("; ")}`);
};

/**
 * Heals what is left, looks whether it is gone, and says so in the journal. Never fails: what is not gone is kept. The
 * agent's list is held against the journal where the run went as it had to.
 */
export const rollBack = (
  run: AgentRun,
  journal: JournalWriter,
  progress: Progress,
  audit: Audit,
  isInOrder: boolean,
): Effect.Effect<void> => {
  let isFirst = true;
  const look: Parameters<typeof healAll>[2] = (listed) => {
    if (isFirst && isInOrder) doubt(progress, audit.listed(listed));
    isFirst = false;
    audit.strikes.isHealing = true;
  };
  // Until it is known better.
  progress.unhealed = [...progress.asked];
  return Effect.map(healAll(run, progress.asked, look), (left) => {
    // What nobody said to have ended is there, whatever the list says.
    progress.unhealed = isInOrder ? [...new Set([...left, ...audit.notEnded])] : left;
    progress.isOver = true;
    if (progress.asked.size === 0) return;
    journal.note({ atUs: progress.nowUs, engine: "faults.healed", data: { unhealed: progress.unhealed } });
  }).pipe(Effect.ignoreCause);
};

/** How long an experiment that is interrupted waits for what it injected to be healed. */
const SOON_MS = 2_000;

/** The same for an experiment that was interrupted, also in the middle of healing: whoever does not answer is left. */
export const rollBackSoon = (run: AgentRun, journal: JournalWriter, progress: Progress, audit: Audit) =>
  progress.isOver
    ? Effect.void
    : rollBack(run, journal, progress, audit, false).pipe(
        Effect.interruptible,
        Effect.timeout(SOON_MS),
        Effect.ignoreCause,
      );
