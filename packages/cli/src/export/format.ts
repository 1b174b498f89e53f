import type { AnyEvent } from "@ordeal/model";
import type { RecordedRun } from "./recorded-run.ts";

/** What an export is made of. */
export interface ExportSource {
  readonly run: RecordedRun;
  /** The run's events from the first on, or those alone whose type begins so; every call begins anew. */
  readonly events: (only?: string) => AsyncIterable<AnyEvent>;
  /** The date of the run's start, in milliseconds since 1970: a journal tells none. */
  readonly startsAtMs: number;
}

/** The last instant that a journal knows, in microseconds. */
export const endUs = ({ run }: Pick<ExportSource, "run">): number => run.summary.untilUs;
