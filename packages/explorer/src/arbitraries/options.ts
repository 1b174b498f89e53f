import { type FaultKind, faultKindNames, HOUR_US, type Policy } from "@ordeal/model";

/** A recovery policy to draw; `"ladder"` stands for ladders of random rungs. */
export type PolicyChoice = Policy | "ladder";

/** What the arbitraries may draw. Everything has a default. */
export interface Options {
  /** The kinds of fault that may occur, simplest first: shrinking goes towards the first. All of them by default. */
  readonly kinds?: ReadonlyArray<FaultKind>;
  /** Whether each case switches a random subset of `kinds` off, so that the others get room. */
  readonly swarm?: boolean;
  /** The most faults that a timeline scripts. */
  readonly faultsMax?: number;
  /** The most hazards; none switches faults that come by themselves off. */
  readonly hazardsMax?: number;
  /** The longest run, in microseconds. */
  readonly durationMaxUs?: number;
  /** The most nodes of a cluster. */
  readonly nodesMax?: number;
  readonly policies?: ReadonlyArray<PolicyChoice>;
  /** Whether evaluations and maintenance windows are drawn. */
  readonly plannedStops?: boolean;
  /** The most changes of settings during a run. */
  readonly changesMax?: number;
}

/** Options with every default filled in. */
export type AllOptions = Required<Options>;

export const withDefaults = (options: Options): AllOptions => ({
  kinds: faultKindNames,
  swarm: true,
  faultsMax: 6,
  hazardsMax: 2,
  durationMaxUs: 6 * HOUR_US,
  nodesMax: 8,
  policies: ["restart", "elastic", "flash", "mindcluster", "ladder"],
  plannedStops: true,
  changesMax: 1,
  ...options,
});
