import type { JournalEvent, RunResult, Scenario } from "@ordeal/model";

/** One thing that a run did and must never do. */
export interface Violation {
  /** The name of the invariant that is broken. */
  readonly invariant: string;
  /** Where in the run, in microseconds of simulated time. */
  readonly atUs: number;
  /** The line of the journal that shows it; `null` when it is something that is missing, or the result. */
  readonly seq: number | null;
  readonly message: string;
}

/** What a checker may look at: what was asked for, what was said, what came out. Never the simulator's state. */
export interface Evidence {
  readonly scenario: Scenario;
  /** The whole journal of one run, from `run.started` to `run.ended`. */
  readonly journal: ReadonlyArray<JournalEvent>;
  readonly result: RunResult;
  /** Ids of faults that somebody outside the run healed; the journal does not tell why a fault ended. */
  readonly healed?: ReadonlySet<string>;
}

/** What holds in every run, whatever its scenario and seed. */
export interface Invariant {
  readonly name: string;
  /** What it demands, in one sentence. */
  readonly says: string;
  /** Every breach that it found; none when it holds. */
  check(evidence: Evidence): ReadonlyArray<Violation>;
}
