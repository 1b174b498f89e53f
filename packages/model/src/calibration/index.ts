/** A job's times as runs of it were measured, the scenario that has them, and a prediction beside what came. */
export { type Calibrated, calibrate } from "./calibrated.ts";
export {
  type MeasuredTime,
  type MeasuredTimeName,
  type MeasuredTimes,
  measuredTimeMeanings,
  measuredTimes,
  type RecordedRun,
  timesOf,
} from "./measured-times.ts";
export { type PhasedInterruption, phasesOf, type RecoveryPhase, recoveryPhases } from "./recovery-phases.ts";
export { type ComparedBucket, type SideBySide, sideBySide } from "./side-by-side.ts";
