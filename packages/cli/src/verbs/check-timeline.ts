import { counted, type FaultKind, humanInstant, humanNumber, type TimelineFault } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { InputProblem } from "../files/input-problem.ts";
import { deadEnds, type LoadedTimeline } from "../files/load-timeline.ts";
import { openTimelineLines, sourceOf, type TimelineSource } from "../replay/source.ts";
import { experimentFile, loadSubject } from "../replay/subject.ts";
import { tooManyEvents } from "../run/event-bound.ts";

/** A timeline that can be replayed: what it holds, as `--json` tells it. */
export interface TimelineSummary {
  readonly title: string;
  readonly faults: number;
  /** How many of each kind, the most frequent first. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Known by count only. */
  readonly hazards: number;
  readonly settings: number;
  /** When the faults with a date strike first and last; `null` when none has one. */
  readonly dates: { readonly from: string; readonly to: string } | null;
  /** The same of those that only say how long after the start; microseconds. */
  readonly offsetsUs: { readonly from: number; readonly to: number } | null;
  /** Faults that wait for an event or repeat. */
  readonly undated: number;
  /** The experiment that it belongs to. */
  readonly on: string | null;
}

export type CheckedTimeline =
  | { readonly summary: TimelineSummary }
  | { readonly problems: ReadonlyArray<InputProblem> };

/** Checks a timeline that is NDJSON, of any length. */
export const checkTimelineLines = Effect.fnUntraced(function* (file: string, allowEvents?: number) {
  const tally = new Tally();
  const opening = yield* openTimelineLines(file, (fault) => tally.add(fault));
  if ("problems" in opening) return opening;
  const place = { source: file, line: 1, column: 1 };
  const problems = deadEnds(file, opening.source.header).map((problem) => ({ place, ...problem }));
  return problems.length > 0 ? { problems } : yield* checked(opening.source, tally, allowEvents);
});

/** Checks a timeline that was read, and the experiment that it belongs to. */
export const checkTimeline = (loaded: LoadedTimeline, allowEvents?: number) => {
  const tally = new Tally();
  for (const fault of loaded.timeline.faults) tally.add(fault);
  return checked(sourceOf(loaded), tally, allowEvents);
};

/** A timeline is good when it can be replayed on its own experiment, if it names one. */
const checked = Effect.fnUntraced(function* (source: TimelineSource, tally: Tally, allowEvents: number | undefined) {
  const on = experimentFile(source, undefined);
  if (on !== undefined) {
    const loading = yield* Effect.promise(() => loadSubject(source, on, [], "order"));
    if ("problems" in loading) return loading;
    const { loaded, stage } = loading.subject;
    const endless = tooManyEvents(loaded, allowEvents, { stage, faults: source.count });
    if (endless !== undefined) return { problems: [endless] };
  }
  return { summary: tally.summary(source, on) };
});

/** Goes through the faults of a timeline once. */
class Tally {
  private readonly kinds = new Map<FaultKind, number>();
  private readonly datesMs = new Span();
  private readonly offsetsUs = new Span();
  private undated = 0;

  add({ kind, at }: TimelineFault): void {
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    if (at === undefined) this.undated++;
    else if (typeof at === "number") this.offsetsUs.add(at);
    else this.datesMs.add(at.dateMs);
  }

  summary({ header, count }: TimelineSource, on: string | undefined): TimelineSummary {
    const { title, startsAt, hazards = [], settings = [] } = header;
    const dates = new Span();
    dates.take(this.datesMs);
    if (startsAt !== undefined) dates.take(this.offsetsUs, (us) => startsAt + us / 1_000);
    const iso = (ms: number) => new Date(ms).toISOString();
    return {
      title,
      faults: count,
      kinds: Object.fromEntries([...this.kinds].sort(([, a], [, b]) => b - a)),
      hazards: hazards.length,
      settings: settings.length,
      dates: dates.isEmpty ? null : { from: iso(dates.from), to: iso(dates.to) },
      offsetsUs:
        startsAt !== undefined || this.offsetsUs.isEmpty ? null : { from: this.offsetsUs.from, to: this.offsetsUs.to },
      undated: this.undated,
      on: on ?? null,
    };
  }
}

/** From the first to the last of some instants. */
class Span {
  from = Number.POSITIVE_INFINITY;
  to = Number.NEGATIVE_INFINITY;

  get isEmpty(): boolean {
    return this.from > this.to;
  }

  add(instant: number): void {
    this.from = Math.min(this.from, instant);
    this.to = Math.max(this.to, instant);
  }

  take(other: Span, as: (instant: number) => number = (instant) => instant): void {
    if (other.isEmpty) return;
    this.add(as(other.from));
    this.add(as(other.to));
  }
}

/** What a timeline holds, in one line. */
export const describeTimeline = (summary: TimelineSummary): string => {
  const { title, faults, kinds, hazards, settings, dates, offsetsUs, undated, on } = summary;
  const day = (date: string): string => date.slice(0, 16).replace("T", " ");
  return [
    `timeline "${title}"`,
    `${counted(faults, "fault")}${kindsOf(Object.entries(kinds))}`,
    ...(dates === null ? [] : [`${fromTo(day(dates.from), day(dates.to))} UTC`]),
    ...(offsetsUs === null ? [] : [fromTo(humanInstant(offsetsUs.from), humanInstant(offsetsUs.to))]),
    ...(undated === 0 ? [] : [`${humanNumber(undated)} on an event or again and again`]),
    ...(hazards === 0 ? [] : [counted(hazards, "hazard")]),
    ...(settings === 0 ? [] : [`settings change ${settings === 1 ? "once" : `${humanNumber(settings)} times`}`]),
    on === null ? "no experiment of its own" : `on ${on}`,
  ].join(", ");
};

const fromTo = (from: string, to: string): string => (from === to ? from : `${from} to ${to}`);

/** So many kinds fit into a line; of more, all but one are named and the rest counted. */
const KINDS_MAX = 5;

const kindsOf = (kinds: ReadonlyArray<readonly [kind: string, count: number]>): string => {
  if (kinds.length === 0) return "";
  const named = kinds.length <= KINDS_MAX ? kinds.length : KINDS_MAX - 1;
  const told = kinds.slice(0, named).map(([kind, count]) => `${humanNumber(count)} ${kind}`);
  const others = kinds.slice(named).reduce((sum, [, count]) => sum + count, 0);
  return ` (${[...told, ...(others === 0 ? [] : [`${humanNumber(others)} of other kinds`])].join(", ")})`;
};
