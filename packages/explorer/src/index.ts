export * from "./arbitraries/index.ts";
export * from "./fit/index.ts";
export * from "./hunt/index.ts";
export { checkInvariants, invariants } from "./invariants/check.ts";
export type { Invariant, RunEvidence, Violation } from "./invariants/invariant.ts";
export { journalHash } from "./invariants/journal-hash.ts";
export * from "./replay/index.ts";
