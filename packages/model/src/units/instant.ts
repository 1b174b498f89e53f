import * as Schema from "effect/Schema";
import { text } from "../text.ts";
import { DURATION_US_MAX, DurationUs, durationPattern, readDuration } from "./duration.ts";

/** `Date.parse` alone would take 31 February for 3 March. */
const isOnCalendar = (day: string): boolean => {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
};

const dated = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const datePattern = dated.source.slice(1, -1);

const readDate = (written: unknown): number | undefined => {
  if (typeof written !== "string") return undefined;
  const match = dated.exec(written.trim());
  if (match === null || !isOnCalendar(match[1] ?? "")) return undefined;
  const ms = Date.parse(written.trim());
  return Number.isNaN(ms) ? undefined : ms;
};

/** A date with its zone; decoded to milliseconds since 1970. A date without a zone is refused: nobody knows which it meant. */
export const DateMs = text(
  'a date with its time zone, such as "2026-03-26T09:00:00+08:00"',
  Schema.Int,
  readDate,
  (ms) => new Date(ms).toISOString(),
  { pattern: `^\\s*${datePattern}\\s*$`, examples: ["2026-03-26T09:00:00+08:00", "2026-03-26T01:00:00Z"] },
);

const Dated = Schema.Struct({ dateMs: Schema.Int });

/** When something happens: time since the run's start, in microseconds, or a date. */
export type Instant = number | { readonly dateMs: number };

/** An instant as people write it; `undefined` for what is none. */
export const readInstant = (written: unknown): Instant | undefined => {
  const us = readDuration(written);
  if (us !== undefined) return us;
  const dateMs = readDate(written);
  return dateMs === undefined ? undefined : { dateMs };
};

export const Instant = text<Instant, Instant>(
  'a time since the start such as "90 minutes", or a date with its time zone',
  Schema.Union([Schema.Int, Dated]),
  readInstant,
  (instant) =>
    typeof instant === "number" ? Schema.encodeSync(DurationUs)(instant) : Schema.encodeSync(DateMs)(instant.dateMs),
  {
    pattern: `^\\s*(?:${durationPattern}|${datePattern})\\s*$`,
    examples: ["90 minutes", "2026-03-26T09:00:00+08:00"],
  },
);

/**
 * Microseconds since the run's start, negative before it.
 * Returns `undefined` for a date when the experiment does not say when it starts, or more than ten years away from that.
 */
export const instantUs = (instant: Instant, startsAtMs: number | undefined): number | undefined => {
  if (typeof instant === "number") return instant;
  if (startsAtMs === undefined) return undefined;
  const us = (instant.dateMs - startsAtMs) * 1_000;
  return Math.abs(us) <= DURATION_US_MAX ? us : undefined;
};
