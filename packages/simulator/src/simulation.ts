import type { SimulatedRun } from "./run.ts";

/** What others use of a run: the mock cluster of an agent, and replays, which feed it with faults and are used the same way. */
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
