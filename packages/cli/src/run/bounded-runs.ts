import type { OpenRun } from "@ordeal/agent/in-process";
import { openRun } from "@ordeal/simulator";

/** Opens simulated runs that stop with `TooManyEvents` when they go through more events than that. */
export const boundedRuns =
  (eventsMax: number | undefined): OpenRun =>
  (scenario, options) =>
    openRun(scenario, eventsMax === undefined ? options : { ...options, eventsMax });
