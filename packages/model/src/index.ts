/**
 * The vocabulary of Ordeal: what people write (experiments and their parts), what a run says (events, ledger, metrics,
 * results) and how it is judged. Text is decoded here once; every other package trusts these types.
 */
export * from "./address.ts";
export * from "./budget.ts";
export * from "./checkpoint.ts";
export * from "./cluster.ts";
export * from "./comparison.ts";
export * from "./decode.ts";
export * from "./decode-experiment.ts";
export * from "./decode-fault.ts";
export * from "./decode-timeline.ts";
export * from "./encode-fault.ts";
export * from "./event.ts";
export * from "./event-meaning.ts";
export * from "./evidence.ts";
export * from "./experiment.ts";
export * from "./fault.ts";
export * from "./fault-kind.ts";
export * from "./guard.ts";
export * from "./hazard.ts";
export * from "./job.ts";
export * from "./job-watch.ts";
export * from "./law.ts";
export * from "./ledger.ts";
export * from "./metric.ts";
export * from "./problem.ts";
export * from "./protocol/index.ts";
export * from "./recovery.ts";
export * from "./result.ts";
export * from "./result-schema.ts";
export * from "./selector.ts";
export * from "./signal.ts";
export * from "./snapshot.ts";
export { type Defaulted, defaultedOf } from "./text.ts";
export * from "./threshold.ts";
export * from "./timeline.ts";
export * from "./twin.ts";
export * from "./units/bytes.ts";
export * from "./units/duration.ts";
export * from "./units/instant.ts";
export * from "./units/rate.ts";
export * from "./units/ratio.ts";
export { UserFunctionFailed } from "./user-functions/failed.ts";
export * from "./verdict.ts";
export { warningsOf } from "./warnings/warnings.ts";
