import type { JournalEvent, Scenario } from "@ordeal/model";
import type { Simulation } from "@ordeal/simulator";

/** Opens a run; tests put a scripted one in the simulator's place. */
export type OpenRun = (
  scenario: Scenario,
  options: { readonly seed: number; readonly onEvent?: (event: JournalEvent) => void },
) => Simulation;
