import type { Experiment, JournalEvent, RunResult, TimelineFault, TimelineHeader } from "@ordeal/model";
import { openRun, type Simulation } from "@ordeal/simulator";
import { FedRun, inOrder } from "./feed.ts";
import { LeftOut } from "./left-out.ts";
import type { Mapping } from "./mapping.ts";
import { isPlaced, type NotApplied, type Placed, Placing } from "./place.ts";

/** A timeline's faults put into a run: those that are, in order of time, and those that are not, each with its reason. */
export interface PlacedTimeline {
  readonly placed: ReadonlyArray<Placed>;
  readonly leftOut: LeftOut;
}

/** Puts all faults of a timeline into a stage at once. */
export const placeTimeline = (
  stage: Experiment,
  header: TimelineHeader,
  faults: Iterable<TimelineFault>,
  mapping: Mapping,
): PlacedTimeline => {
  const leftOut = new LeftOut();
  return { placed: inOrder([...placing(stage, header, faults, mapping, (one) => leftOut.add(one))]), leftOut };
};

/**
 * Puts the faults of a timeline into a stage one by one, as they are asked for; `onNotApplied` hears of every other. They
 * must be in order of time, with those that wait for an event or repeat before all others.
 */
export const placing = function* (
  stage: Experiment,
  header: TimelineHeader,
  faults: Iterable<TimelineFault>,
  mapping: Mapping,
  onNotApplied: (one: NotApplied) => void,
): Generator<Placed> {
  const into = new Placing(stage, header, mapping);
  for (const fault of faults) {
    const one = into.next(fault);
    if (isPlaced(one)) yield one;
    else onNotApplied(one);
  }
};

export interface ReplayOptions {
  /** The stage's own seed unless given. */
  readonly seed?: number;
  readonly onEvent?: (event: JournalEvent) => void;
}

/** Opens a run of a stage that takes these faults as it goes on. */
export const openReplay = (
  stage: Experiment,
  faults: Iterable<Placed>,
  { seed = stage.seed, onEvent }: ReplayOptions = {},
): Simulation => new FedRun(openRun(stage, { seed, ...(onEvent === undefined ? {} : { onEvent }) }), faults);

/** Replays faults on a stage to its end. Same stage, faults and seed: same result, and same events, byte for byte. */
export const replay = (stage: Experiment, faults: Iterable<Placed>, options: ReplayOptions = {}): RunResult => {
  const run = openReplay(stage, faults, options);
  run.advance(run.endUs);
  return run.result();
};
