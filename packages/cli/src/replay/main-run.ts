import type { OpenRun } from "@ordeal/agent/in-process";
import {
  checkInvariants,
  type FaultStory,
  FedRun,
  LeftOut,
  type Mapping,
  type Part,
  type Placed,
  placeTimeline,
  placing,
  RunOverview,
  replay,
  StoryTeller,
  type Violation,
} from "@ordeal/explorer";
import type { EventData, Experiment, JournalEvent, ResultDocument, RunResult } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { interruptibly } from "../interruptible.ts";
import { boundedRuns } from "../run/bounded-runs.ts";
import { type Elsewhere, type ExecutionOptions, runExperiment } from "../run/experiment.ts";
import type { TimelineSource } from "./source.ts";
import type { Subject } from "./subject.ts";
import { withListener } from "./with-listener.ts";

/** What a replay came to: the run with its verdict, and what became of every fault of the timeline. */
export interface Replayed {
  readonly document: ResultDocument;
  readonly result: RunResult;
  readonly applied: number;
  /** How often a fault of the timeline struck. */
  readonly struck: number;
  readonly leftOut: LeftOut;
  /** Faults that were a moment, and last a microsecond. */
  readonly lengthened: number;
  readonly stories: ReadonlyArray<FaultStory>;
  /** The run cut into equal parts, for a picture. */
  readonly glance: ReadonlyArray<Part>;
  /** Breaches of the invariants; why they were not looked for, if they were not. */
  readonly violations: ReadonlyArray<Violation> | { readonly unchecked: string };
}

/** In how many parts the picture of a run is cut: they fit on a line. */
const GLANCE_PARTS = 72;

/** A journal of more events is not held, and so its invariants are not checked. */
const EVENTS_MAX = 200_000;

/** Replays a timeline through the engine, as `run` does with an experiment: in this process, or on an agent. */
export const replayMain = Effect.fnUntraced(function* (
  source: TimelineSource,
  { loaded, stage, header }: Subject,
  mapping: Mapping,
  options: ExecutionOptions & { readonly elsewhere?: Elsewhere },
) {
  const { elsewhere, ...rest } = options;
  const teller = new StoryTeller();
  const glance = new RunOverview(stage.duration, GLANCE_PARTS);
  let applied = 0;
  let lengthened = 0;
  const follow = (placed: Placed): void => {
    applied++;
    if (placed.isLengthened) lengthened++;
    teller.follow(placed);
  };
  let events = 0;
  let struck = 0;
  const onEvent = (event: JournalEvent): void => {
    events++;
    if (event.type === "fault.started" && (event.data as EventData<"fault.started">).origin === "experiment") struck++;
    teller.see(event as Parameters<StoryTeller["see"]>[0]);
    glance.see(event as Parameters<RunOverview["see"]>[0]);
  };
  let leftOut = new LeftOut();
  let faults: ReadonlyArray<Placed> = [];
  const { inProcess } = yield* Effect.promise(() => import("@ordeal/agent/in-process"));
  const open = boundedRuns(options.eventsMax);
  let here = inProcess({ openRun: open });
  if (source.isStreamed && elsewhere === undefined) {
    const coming = function* () {
      for (const placed of placing(stage, header, source.faults(), mapping, (one) => leftOut.add(one))) {
        follow(placed);
        yield placed;
      }
    };
    here = inProcess({ openRun: openFed(coming, open) });
  } else {
    const all = yield* interruptibly(() => placeTimeline(stage, header, source.faults(), mapping));
    leftOut = all.leftOut;
    faults = all.placed;
    for (const placed of faults) follow(placed);
  }
  const experiment = { ...stage, title: header.title, faults: faults.map(({ fault }) => fault) };
  const { document, result } = yield* runExperiment(
    { ...loaded, experiment },
    {
      ...rest,
      isFed: source.isStreamed && elsewhere === undefined,
      ...(elsewhere === undefined
        ? { inProcess: withListener(here, onEvent) }
        : { elsewhere: { ...elsewhere, layer: withListener(elsewhere.layer, onEvent) } }),
    },
  );
  const unchecked = whyUnchecked(source, elsewhere !== undefined, document, events);
  const violations = unchecked === undefined ? yield* interruptibly(() => breachesOf(stage, faults)) : { unchecked };
  const stories = teller.stories(result);
  return {
    document,
    result,
    applied,
    struck,
    leftOut,
    lengthened,
    stories,
    glance: glance.parts(result.wallUs),
    violations,
  } satisfies Replayed;
});

/** Breaches of the invariants in the same run, as if the experiment had scripted the faults: without leases and ends. */
const breachesOf = (stage: Experiment, faults: ReadonlyArray<Placed>): ReadonlyArray<Violation> => {
  const journal: Array<JournalEvent> = [];
  const onEvent = (event: JournalEvent): void => {
    journal.push(event);
  };
  const result = replay(stage, faults, { onEvent });
  return checkInvariants({ scenario: { ...stage, faults: faults.map(({ fault }) => fault) }, journal, result });
};

/** Opens the first run with faults that come as it goes on; what is opened after it, such as a twin, has none. */
const openFed = (coming: () => Iterable<Placed>, openRun: OpenRun): OpenRun => {
  let isFirst = true;
  return (scenario, options) => {
    const run = openRun(scenario, options);
    if (!isFirst) return run;
    isFirst = false;
    // As the engine does: no fault that it injects outlasts the run.
    return new FedRun(run, coming(), { ttlUs: run.endUs });
  };
};

const whyUnchecked = (
  { isStreamed }: TimelineSource,
  isElsewhere: boolean,
  { stopped }: ResultDocument,
  events: number,
): string | undefined => {
  if (isElsewhere) return "the run was an agent's";
  if (stopped !== null) return "the run was stopped";
  return isStreamed || events > EVENTS_MAX ? "the journal is too long to be held" : undefined;
};
