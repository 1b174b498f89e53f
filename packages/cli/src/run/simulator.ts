import type { JournalEvent, RunResult, Scenario } from "@ordeal/model";

/** One run of the simulator, advanced from outside. Times in microseconds since the run's start. */
export interface SimulatedRun {
  readonly nowUs: number;
  readonly endUs: number;
  advance(untilUs: number): void;
  /** What the run comes to over [0, nowUs]. */
  result(): RunResult;
}

/** Opens a run; tests put a scripted one in the simulator's place. */
export type OpenRun = (
  scenario: Scenario,
  options: { readonly seed: number; readonly onEvent?: (event: JournalEvent) => void },
) => SimulatedRun;
