import type { JournalEvent, RunResult } from "@ordeal/model";
import { openRun } from "@ordeal/simulator";
import { load, type Subject, type SubjectOptions } from "./subject.ts";
import { inTurns } from "./turns.ts";

export interface SimulateOptions extends SubjectOptions {
  /** Hears every event of the run, in order. Times are microseconds since its start. */
  readonly onEvent?: (event: JournalEvent) => void;
  readonly signal?: AbortSignal;
}

/** How many changes of the cluster go on at once. */
const EVENTS_AT_ONCE = 256;

/**
 * Puts an experiment through its whole duration, and says what it came to: metrics, the ledger in microseconds, counts,
 * interruptions. Nothing is judged; {@link run} does that. Same experiment and seed, same result. Rejects with `BadInput`.
 *
 * @example
 * const { metrics } = await simulate("experiment.yaml", { seed: 7 });
 * console.log(metrics.effectiveThroughput);
 */
export const simulate = async (subject: Subject, options: SimulateOptions = {}): Promise<RunResult> => {
  const { experiment } = await load(subject, options);
  const { onEvent, signal } = options;
  const simulated = openRun(experiment, { seed: experiment.seed, ...(onEvent === undefined ? {} : { onEvent }) });
  await inTurns(() => !simulated.advance(simulated.endUs, EVENTS_AT_ONCE), signal);
  return simulated.result();
};
