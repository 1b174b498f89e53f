/**
 * From what happened to laws with intervals: faults of timelines into hazards. `hazard.ts` fits one kind of component,
 * `written.ts` says it as an experiment does, `predict.ts` simulates that and holds it against the record.
 */
export { check, type Check, type Prediction } from "./predict.ts";
export { FAULTS_MIN, type FittedHazard, type FittedKind, fitHazard } from "./hazard.ts";
export * from "./observed.ts";
export { writtenHazard } from "./written.ts";
