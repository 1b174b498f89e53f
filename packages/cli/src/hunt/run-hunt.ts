import {
  type FoundAt,
  Hunt,
  mergeReports,
  type ScriptedFaults,
  type SearchOutcome,
  Shrinking,
  type Shrunk,
  type Story,
  stageOf,
  storyOf,
  Trials,
} from "@ordeal/explorer";
import { counted, type Experiment, humanNumber, percent } from "@ordeal/model";
import { estimateEvents } from "@ordeal/simulator";
import * as Effect from "effect/Effect";
import { interruptibly } from "../interruptible.ts";
import { showProgress } from "../print/progress.ts";
import type { HuntRequest } from "./request.ts";
import { advanceTo, huntOptions, ROUND, searchHere, searchInThreads, type TimelineSearch } from "./search.ts";
import { Turns } from "./turns.ts";

/** How long to search: until one of them is reached. */
export interface Limits {
  readonly timelines: number;
  readonly timeMs: number;
}

/** A counterexample made small, verified and told. */
export interface ShrunkCounterexample {
  readonly at: FoundAt;
  readonly shrunk: Shrunk;
  readonly story: Story;
}

/** The place in the search of what was found, and its shrinking. */
interface Found {
  readonly worker: number;
  readonly index: number;
  readonly shrinking: Shrinking;
}

/** How far a hunt has come: what is known when somebody stops it. */
export interface HuntProgress {
  searched: SearchOutcome | undefined;
  found: Found | undefined;
  small: ShrunkCounterexample | undefined;
}

/** Searches until something is found or a limit is reached, then shrinks what was found. Fills `hunted` as it goes. */
export const runHunt = Effect.fnUntraced(function* (
  experiment: Experiment,
  request: HuntRequest,
  limits: Limits,
  hunted: HuntProgress,
) {
  const searched = yield* searchTimelines(experiment, request, limits, hunted);
  if (searched.found === undefined) return;
  const { worker, index, timeline } = searched.found;
  const shrinking = yield* interruptibly(() => new Shrinking(new Trials(stageOf(experiment)), timeline));
  yield* shrinkCounterexample({ worker, index, shrinking }, hunted);
});

/** Takes a shrinking up where a path ends: goes through the search again up to what was found. */
export const resumeShrinking = Effect.fnUntraced(function* (
  experiment: Experiment,
  request: HuntRequest,
  { worker, index, path }: FoundAt,
  hunted: HuntProgress,
) {
  const hunt = yield* interruptibly(() => new Hunt(experiment, huntOptions(request, worker)));
  yield* Effect.scoped(
    Effect.gen(function* () {
      const progress = yield* showProgress("Going back to what was found");
      const turns = new Turns();
      while (!hunt.isOver && hunt.tried <= index) {
        yield* Effect.promise((signal) => advanceTo(hunt, turns, Math.min(index + 1, hunt.tried + ROUND), signal));
        yield* progress.at(hunt.tried / (index + 1), `timeline ${humanNumber(hunt.tried)}`);
      }
    }),
  );
  hunted.searched = mergeReports([hunt.report]);
  if (hunt.found?.index !== index) return "timeline" as const;
  const shrinking = shrinkingAt(path, hunt.trials, hunt.found.trial.timeline);
  if (shrinking === undefined) return "steps" as const;
  yield* shrinkCounterexample({ worker, index, shrinking }, hunted);
  return undefined;
});

/** A shrinking taken up where a path ends; `undefined` for a path that leads nowhere. */
const shrinkingAt = (path: FoundAt["path"], trials: Trials, found: ScriptedFaults): Shrinking | undefined => {
  try {
    return new Shrinking(trials, found, path);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Whose timelines take so long that this thread would hear nobody meanwhile: they are tried in another. */
const isLongRun = (experiment: Experiment): boolean => estimateEvents(experiment).total > LONG_EVENTS;
const LONG_EVENTS = 20_000;

const searchTimelines = (experiment: Experiment, request: HuntRequest, limits: Limits, hunted: HuntProgress) =>
  Effect.scoped(
    Effect.gen(function* () {
      const progress = yield* showProgress("Hunting");
      const isLong = isLongRun(experiment);
      const here =
        request.workers === 1 && !isLong
          ? yield* interruptibly(() => new Hunt(experiment, huntOptions(request, 0)))
          : undefined;
      const search = yield* Effect.acquireRelease(
        Effect.promise(
          async (): Promise<TimelineSearch> =>
            here === undefined ? searchInThreads(request, isLong ? 1 : ROUND) : searchHere(here),
        ),
        ({ close }) => Effect.promise(close),
      );
      const startedMs = performance.now();
      const total = Math.min(limits.timelines, search.length);
      // Nothing at all and what was given are tried whatever the limits are.
      const rounds = search.rounds(1 + request.examples.length, total);
      for (;;) {
        const { value: searched } = yield* Effect.promise(() => rounds.next());
        hunted.searched = searched;
        const spentMs = performance.now() - startedMs;
        const left = total - searched.timelines;
        if (searched.found !== undefined || left <= 0 || spentMs >= limits.timeMs) return searched;
        const share = Math.max(searched.timelines / total, spentMs / limits.timeMs);
        yield* progress.at(Math.min(1, share), searchedText(searched, spentMs));
      }
    }),
  );

/** `12,345 timelines, 1,020 a second, worst so far 71 % of the way to a limit, 61 of 140 pairs hit`. */
const searchedText = ({ timelines, worst, coverage }: SearchOutcome, spentMs: number): string => {
  const nearest = worst?.nearest;
  const hit = coverage.filter(({ hits }) => hits > 0).length;
  return [
    `${counted(timelines, "timeline")}, ${humanNumber((timelines / Math.max(1, spentMs)) * 1_000)} a second`,
    ...(nearest === undefined
      ? []
      : [`worst so far ${percent(Math.min(1, Math.max(0, 1 + (worst?.harm ?? -1))), 0)} of the way to a limit`]),
    `${hit} of ${coverage.length} pairs hit`,
  ].join(", ");
};

const shrinkCounterexample = (found: Found, hunted: HuntProgress) =>
  Effect.scoped(
    Effect.gen(function* () {
      hunted.found = found;
      const { shrinking } = found;
      const progress = yield* showProgress("Making it small");
      const turns = new Turns();
      while (!shrinking.isOver) {
        yield* Effect.promise(() =>
          turns.take(
            () => shrinking.isOver,
            () => shrinking.advance(1),
          ),
        );
        const { timeline } = shrinking.simplest;
        yield* progress.at(shrinking.share, `${counted(timeline.length, "fault")} left, ${shrinking.tried} tried`);
      }
      hunted.small = yield* interruptibly(() => smallOf(found));
    }),
  );

/** The best so far, of a hunt that somebody may have stopped while it was shrinking. */
export const bestSoFar = ({ found, small }: HuntProgress): ShrunkCounterexample | undefined =>
  small ?? (found === undefined ? undefined : smallOf(found));

const smallOf = ({ worker, index, shrinking }: Found): ShrunkCounterexample => {
  const shrunk = shrinking.end();
  return { at: { worker, index, path: shrunk.path }, shrunk, story: storyOf(shrinking.trials, shrunk.trial) };
};
