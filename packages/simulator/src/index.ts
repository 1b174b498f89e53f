/**
 * The deterministic cluster and training run. `simulate` puts a scenario through its whole duration; `openRun` gives the
 * same run step by step. Pure and synchronous: no clock, no I/O, one seed.
 *
 * Map: `run.ts` is the loop; `world.ts` everything there is in a run; `prepared-scenario.ts` what is worked out once for all runs of a
 * scenario. `cluster/` who is where, `job/` the training job, `checkpoint/` and `storage/` what restart depends on,
 * `cooling/` the loops, `faults/` one kind a file, `hazards/` faults that come by themselves, `policies/` what recovery
 * does, `measure/` what comes out, `kernel/` time and chance.
 */
export { daly, type ResolvedInterval, young } from "./checkpoint/interval.ts";
export { type EstimatedEvents, type EventSource, estimateEvents, eventsOf, FAULT_EVENTS } from "./estimate.ts";
export { expectedFaults } from "./hazards/expected.ts";
export { Stream, streamOf } from "./kernel/random.ts";
export { builtIn, ladder } from "./policies/index.ts";
export { readExperiment } from "./read-experiment.ts";
export { openRun, type RunOptions, type SimulatedRun, simulate, TooManyEvents } from "./run.ts";
export { checkSaving, type Saving, savingsOf } from "./saving.ts";
export type { Simulation } from "./simulation.ts";
export type { CardReading, SupernodeReading, Telemetry } from "./telemetry.ts";
