/**
 * From what happened to laws with intervals: faults of timelines into hazards. `hazard.ts` fits one kind of component,
 * `written.ts` says it as an experiment does, `predict.ts` simulates that and holds it against the record.
 */

export { type FittedArrivals, fitArrivals } from "./arrival-law.ts";
export type { CurvePoint } from "./curve.ts";
export { FAULTS_MIN, type FittedHazard, type FittedKind, fitHazard } from "./hazard.ts";
export type { Bounds, Estimated } from "./interval.ts";
export * from "./job/index.ts";
export { type Exposure, type Observed, observe, type PassedOver, plural, type Recorded } from "./observe.ts";
export * from "./observed.ts";
export { checkFit, type FitCheck, type Prediction } from "./predict.ts";
export type { FittedRepair } from "./repair-law.ts";
export type { StatisticName } from "./statistics.ts";
export { writtenHazard } from "./written.ts";
