import { setTimeout as sleep } from "node:timers/promises";
import type { LaunchedJob } from "../launchers/launcher.ts";
import { monotonicUs } from "./clock.ts";

const LOOK_MS = 50;
/** How often a job is started until it is in its first step. */
const STARTS_MAX = 3;

export interface Beginning {
  readonly job: LaunchedJob;
  readonly withinUs: number;
  /** Whether every rank is in its first step. */
  readonly hasBegun: () => boolean;
  /** Whether nobody waits for it any more. */
  readonly isGivenUp: () => boolean;
  /** How many processes' hooks have written anything. */
  readonly processes: () => number;
}

/** Waits until every rank of a job is in its first step. Returns what keeps it from that; `undefined` when nothing does. */
export const untilBegun = async (beginning: Beginning): Promise<string | undefined> => {
  const { job, withinUs, hasBegun, isGivenUp, processes } = beginning;
  const within = `within ${withinUs / 1e6} s`;
  for (const endUs = monotonicUs() + withinUs; !hasBegun() && !isGivenUp(); await sleep(LOOK_MS)) {
    const { starts, said } = job.health();
    // Launchers start a training again that ended, whatever it ended for: one that never comes to a step never will.
    if (starts > STARTS_MAX) return `the training ended ${starts - 1} times before its first step: ${said}`;
    if (monotonicUs() < endUs) continue;
    return processes() === 0
      ? `no rank wrote anything into $ORDEAL_EVENTS ${within}: does the training import ordeal_hook.py, and call it?`
      : `not every rank was in its first step ${within}; the last that was said: ${said}`;
  }
  return undefined;
};
