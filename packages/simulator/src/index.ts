/**
 * The deterministic cluster and training run. `simulate` puts a scenario through its whole duration; `openRun` gives the
 * same run step by step. Pure and synchronous: no clock, no I/O, one seed.
 *
 * `ARCHITECTURE.md`, beside this folder, is the map: `run.ts` is the loop, `world.ts` wires the parts of a run together.
 */
export { daly, type ResolvedInterval, young } from "./checkpoint/interval.ts";
export { type EstimatedEvents, type EventSource, estimateEvents, eventsOf, FAULT_EVENTS } from "./estimate.ts";
export { expectedFaults } from "./hazards/expected.ts";
export { Stream, streamOf } from "./kernel/random.ts";
export { builtIn, ladder } from "./policies/index.ts";
export { readExperiment } from "./read-experiment.ts";
export { type ForkOptions, openRun, type RunOptions, type SimulatedRun, simulate } from "./run.ts";
export { checkSaving, type Saving, savingsOf } from "./saving.ts";
export type { Simulation } from "./simulation.ts";
export type { CardReading, SupernodeReading, Telemetry } from "./telemetry.ts";
export { TooManyEvents } from "./too-many-events.ts";
