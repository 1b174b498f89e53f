import type { JournalEvent, Scenario } from "@ordeal/model";
import type { SimulatedRun } from "@ordeal/simulator";

/** What the mock cluster needs of a simulated run. */
export type Simulation = Pick<
  SimulatedRun,
  | "nowUs"
  | "endUs"
  | "advance"
  | "inject"
  | "heal"
  | "healAll"
  | "injectedFaults"
  | "injectedCount"
  | "snapshot"
  | "result"
  | "telemetry"
>;

/** Opens a run; tests put a scripted one in the simulator's place. */
export type OpenRun = (
  scenario: Scenario,
  options: { readonly seed: number; readonly onEvent?: (event: JournalEvent) => void },
) => Simulation;
