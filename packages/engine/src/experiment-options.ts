import type { Metrics } from "@ordeal/model";
import type * as Effect from "effect/Effect";
import type { JournalLine } from "./journal/line.ts";

/** How an experiment is to be run. */
export interface ExperimentOptions {
  /** What the journal's first line calls the program. */
  readonly version: string;
  /** Where the journal is written; only its digest is kept unless given. */
  readonly journal?: string;
  /** Told of every line of the journal, in order, whether it is written or not. */
  readonly onLine?: (line: JournalLine) => void;
  /** How many times faster than real time; as fast as the agent can unless given. */
  readonly rate?: number;
  /** Whether a pass with a warning is no pass. */
  readonly isStrict?: boolean;
  /** What leaves the verdict unknown, however the run ends. */
  readonly doubts?: ReadonlyArray<string>;
  /** Whether the run is fed with faults that the experiment does not name. */
  readonly isFed?: boolean;
  /** The metrics of a fault-free run that was recorded before: the twin, in place of one that would be run now. */
  readonly twin?: Metrics;
  /** Told how far the run is, now and then; microseconds. */
  readonly onProgress?: (nowUs: number) => Effect.Effect<void>;
  /** Told how far the run came when it is interrupted; by then its faults are healed and its journal is closed. */
  readonly onInterrupted?: (nowUs: number, unhealed: ReadonlyArray<string>) => void;
}
