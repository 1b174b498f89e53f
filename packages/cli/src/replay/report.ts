import type { Mapping } from "@ordeal/explorer";
import type { TimelineHeader } from "@ordeal/model";
import type { ComparedFault, ComparedRun } from "./compare.ts";
import type { Replayed } from "./main-run.ts";
import type { TimelineSource } from "./source.ts";
import type { Subject } from "./subject.ts";
import type { Row } from "./what-if.ts";

/** All that a replay found, to be printed or written. */
export interface Report {
  readonly source: TimelineSource;
  readonly subject: Subject;
  readonly replayed: Replayed;
  readonly mapping: Mapping;
  readonly faults: ReadonlyArray<ComparedFault>;
  readonly run: ComparedRun;
  readonly rows: ReadonlyArray<Row>;
  readonly settingsLeftOut: NonNullable<TimelineHeader["settings"]>;
  readonly isElsewhere: boolean;
  readonly command: string;
  readonly next: string;
  readonly written: ReadonlyArray<string>;
}

/** The document that `replay --json` prints. Times in microseconds, as everywhere but in metrics. */
export const replayDocument = (report: Report) => {
  const { source, subject, replayed, mapping, faults, run, rows, settingsLeftOut } = report;
  const { violations, leftOut, applied, lengthened } = replayed;
  return {
    results: [replayed.document],
    replay: {
      timeline: source.file,
      title: source.header.title,
      source: source.header.source ?? null,
      experiment: subject.loaded.file,
      mapping,
      faults: source.count,
      cutAway: source.cutAway ?? 0,
      applied,
      lengthenedToOneMicrosecond: lengthened,
      notApplied: { count: leftOut.count, reasons: leftOut.reasons() },
      settingsNotApplied: settingsLeftOut.length,
      replacedFaults: subject.loaded.experiment.faults.length,
      invariants:
        "unchecked" in violations ? { checked: false, why: violations.unchecked } : { checked: true, violations },
      events: faults,
      run,
    },
    comparison: { rows },
  };
};
