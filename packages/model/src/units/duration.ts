import * as Duration from "effect/Duration";
import * as Option from "effect/Option";
import * as Schema from "effect/Schema";
import { text, type WrittenText } from "../text.ts";

export const SECOND_US = 1_000_000;
export const MINUTE_US = 60 * SECOND_US;
export const HOUR_US = 60 * MINUTE_US;
export const DAY_US = 24 * HOUR_US;

/** Ten years: the longest duration anything may have, far inside the exact integers of a double. */
export const DURATION_US_MAX = 3_653 * DAY_US;

const parse = (written: WrittenText): number | undefined => {
  if (typeof written !== "string") return undefined;
  const duration = Duration.fromInput(written.trim() as Duration.Input);
  if (Option.isNone(duration)) return undefined;
  const us = Math.round(Duration.toMillis(duration.value) * 1_000);
  return us >= 0 && us <= DURATION_US_MAX ? us : undefined;
};

const units = [
  ["day", DAY_US],
  ["hour", HOUR_US],
  ["minute", MINUTE_US],
  ["second", SECOND_US],
  ["milli", 1_000],
] as const;

/** Microseconds as a duration string that reads back exactly, in the largest unit that divides them. */
export const printDuration = (us: number): string => {
  for (const [name, size] of units) {
    const count = us / size;
    if (us !== 0 && Number.isInteger(count)) return `${count} ${name}${count === 1 ? "" : "s"}`;
  }
  return us === 0 ? "0 seconds" : `${us} micros`;
};

const example = 'such as "10 seconds", "150 millis" or "30 days" (at most 10 years)';

/** A duration, zero allowed; decoded to integer microseconds. */
export const DurationUs = text(`a duration ${example}`, Schema.Int, parse, printDuration);

/** A duration longer than zero; decoded to integer microseconds. */
export const PositiveDurationUs = text(
  `a duration longer than zero, ${example}`,
  Schema.Int,
  (written) => {
    const us = parse(written);
    return us === 0 ? undefined : us;
  },
  printDuration,
);
