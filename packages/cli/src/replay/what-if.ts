import { type Mapping, openReplay, type Placed, placeTimeline, placing } from "@ordeal/explorer";
import { type Experiment, type RunResult, twinOf } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { showProgress } from "../print/progress.ts";
import type { TimelineSource } from "./source.ts";
import type { Subject } from "./subject.ts";

/** One line of the comparison: the same faults, under another setting. Times in microseconds. */
export interface Row {
  readonly name: string;
  readonly effectiveThroughput: number | null;
  readonly interruptions: number;
  /** Mean time from a stop of the job to its next step, in seconds. */
  readonly recoveryTimeMean: number | null;
  readonly checkpointOverhead: number | null;
  /** Faults of the timeline that had a place in this run. */
  readonly applied: number;
  /** Whether the job was still down when the run ended: its last recovery is in no mean. */
  readonly isDown: boolean;
  /** Productive time more than as it was; negative where it is less. `null` for a run of another length. */
  readonly savedUs: number | null;
  /** The same, times the cards of the job, in hours. */
  readonly savedCardHours: number | null;
}

/** In how many parts a run is let go on, so that others get a turn. */
const PARTS = 200;
/** How many events of the run pass before others get a turn, though the part is not over: Ctrl-C must feel immediate. */
const SLICE_EVENTS = 2_000;

/** Simulates the same faults once more, under these settings. */
export const simulateAgain = Effect.fnUntraced(function* (
  source: TimelineSource,
  { stage, header }: Subject,
  mapping: Mapping,
  name: string,
) {
  let applied = 0;
  const counted = function* (faults: Iterable<Placed>) {
    for (const placed of faults) {
      applied++;
      yield placed;
    }
  };
  const faults = source.isStreamed
    ? placing(stage, header, source.faults(), mapping, () => {})
    : placeTimeline(stage, header, source.faults(), mapping).placed;
  const result = yield* Effect.scoped(goThrough(stage, counted(faults), name));
  return { result, applied };
});

/** The control group: no fault of any origin. */
export const simulateTwin = ({ stage }: Subject) =>
  Effect.map(Effect.scoped(goThrough(twinOf(stage), [], "fault-free twin")), (result) => ({ result, applied: 0 }));

const goThrough = Effect.fnUntraced(function* (stage: Experiment, faults: Iterable<Placed>, name: string) {
  const progress = yield* showProgress(name);
  const run = openReplay(stage, faults);
  for (let part = 1; part <= PARTS; ) {
    if (run.advance(Math.round((run.endUs * part) / PARTS), SLICE_EVENTS)) {
      yield* progress.at(part / PARTS, `${part / 2} %`);
      part++;
    }
    yield* Effect.yieldNow;
  }
  return run.result();
});

/** A run laid beside the one as it was. */
export const rowOf = (
  name: string,
  { result, applied }: { readonly result: RunResult; readonly applied: number },
  base: RunResult,
  { cluster, job }: Experiment,
): Row => {
  const savedUs = result.wallUs === base.wallUs ? result.ledgerUs.productive - base.ledgerUs.productive : null;
  const cards = job.nodes * cluster.cardsPerNode;
  return {
    name,
    effectiveThroughput: result.metrics.effectiveThroughput,
    interruptions: result.counts.interruptions,
    recoveryTimeMean: result.metrics.recoveryTime.mean,
    checkpointOverhead: result.metrics.checkpointOverhead,
    applied,
    isDown: result.interruptions.some(({ isOver }) => !isOver),
    savedUs,
    savedCardHours: savedUs === null ? null : (savedUs / 3_600e6) * cards,
  };
};
