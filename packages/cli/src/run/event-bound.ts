import { humanDuration, humanNumber, type Path, type Scenario } from "@ordeal/model";
import { type EventSource, estimateEvents, eventsOf, FAULT_EVENTS } from "@ordeal/simulator";
import type { InputProblem } from "../files/input-problem.ts";
import type { LoadedExperiment } from "../files/load.ts";

/**
 * How many changes of its cluster a run may go through unless `--allow-events` says more: minutes of simulation. A
 * million faults take some eight million.
 */
export const EVENTS_MAX = 50_000_000;

/** How many of the sources are told. */
const TOLD_MAX = 3;

/** What to allow: a quarter more than the estimate, in round numbers, as it is one. */
const enoughFor = (total: number): number => {
  const wanted = total * 1.25;
  const unit = 10 ** Math.floor(Math.log10(wanted));
  return Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(wanted / unit) * unit);
};

/** `saves of tier "storage": 157,809,600,000,000 (one every 2 µs in 3653 days) × 3 events`. */
const arithmetic = ({ what, count, eventsEach, overUs }: EventSource): string => {
  const pace =
    count > 1 ? ` (one every ${humanDuration(Math.max(1, overUs / count))} in ${humanDuration(overUs)})` : "";
  return `${what}: ${humanNumber(Math.max(1, count))}${pace} × ${humanNumber(eventsEach)} events`;
};

/**
 * Why a run would go on for longer than anybody waits, with the arithmetic; `undefined` when it would not. `stage` is
 * what is run, where that is not the experiment itself; `faults` strike besides.
 */
export const tooManyEvents = (
  { file, experiment, placeOf }: Pick<LoadedExperiment, "file" | "experiment" | "placeOf">,
  allowed: number = EVENTS_MAX,
  { stage = experiment, faults = 0 }: { readonly stage?: Scenario; readonly faults?: number } = {},
): InputProblem | undefined => {
  if (allowed >= Number.MAX_SAFE_INTEGER) return undefined;
  const { total, sources } = estimateEvents(stage);
  const all = total + faults * FAULT_EVENTS;
  if (all <= allowed) return undefined;
  const timeline: ReadonlyArray<EventSource> =
    faults === 0
      ? []
      : [{ path: [], what: "faults of the timeline", count: faults, eventsEach: FAULT_EVENTS, overUs: stage.duration }];
  const largest = [...sources, ...timeline].sort((a, b) => eventsOf(b) - eventsOf(a)).slice(0, TOLD_MAX);
  const told = largest.filter((source) => eventsOf(source) >= all / 100).map(arithmetic);
  const path: Path = largest[0]?.path ?? [];
  const message =
    `comes to about ${humanNumber(all)} events in a run, and it may have ${humanNumber(allowed)}: ${told.join("; ")}. ` +
    `Let it come less often, or shorten the run; --allow-events ${enoughFor(all)} runs it all the same`;
  return { place: placeOf?.(path) ?? { source: file }, path, message };
};
