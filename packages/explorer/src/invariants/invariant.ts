import type { AnyEvent, JournalEvent, RunResult, Scenario } from "@ordeal/model";
import type { RunWatch } from "./watch/run-watch.ts";

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
export interface RunEvidence {
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
  /** Begins to follow one run. What `watched` knows is as of the line before the one that is seen. */
  follow(evidence: RunEvidence, watched: RunWatch): Follower;
}

/** One invariant's look at one run, line by line. */
export interface Follower {
  /** What it has found so far. */
  readonly violations: ReadonlyArray<Violation>;
  /** Takes in a line of the journal, in order. */
  see(event: AnyEvent): void;
  /** The journal is over. */
  end?(): void;
}
