import { calendarMs, type WallTime, type ZoneClock } from "./zone.ts";

/** Microseconds since 1970, or why there are none: words that are the same for every such date. */
export type ReadDate = { readonly us: number } | { readonly problem: string };

export const noDate: ReadDate = { problem: "not a date" };
export const noZone: ReadDate = { problem: "a date without a time zone: say which one it is in with --zone" };
export const noSuchTime: ReadDate = { problem: "a time that the clock of its time zone never shows" };

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)?$/;

/**
 * Reads a date such as `2024-05-06T07:08:09.123456+08:00`, exact to the microsecond, or `2024-05-06`, which is when that
 * day begins. One without a zone is in `clock`'s, if there is one.
 */
export const readIsoDate = (text: string, clock: ZoneClock | undefined): ReadDate => {
  const match = iso.exec(text.trim());
  if (match === null) return noDate;
  const [, year, month, day, hour, minute, second, fraction, utc, sign, hours, minutes] = match;
  const wall = wallTime([year, month, day, hour ?? "0", minute ?? "0", second ?? "0"], fraction);
  if (utc === undefined && sign === undefined) {
    const read = inZone(wall, clock);
    // Where clocks go forward at midnight, the day begins an hour later.
    return read === noSuchTime && hour === undefined ? inZone({ ...wall, hour: 1 }, clock) : read;
  }
  const ms = calendarMs(wall);
  if (ms === undefined) return noDate;
  const offsetMinutes = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === "-" ? -1 : 1);
  return { us: (ms - offsetMinutes * 60_000) * 1_000 + wall.us };
};

/** A time on the wall in `clock`'s zone. */
export const inZone = (wall: WallTime, clock: ZoneClock | undefined): ReadDate => {
  if (calendarMs(wall) === undefined) return noDate;
  if (clock === undefined) return noZone;
  const us = clock.epochUs(wall);
  return us === undefined ? noSuchTime : { us };
};

/** Year, month, day, hour, minute, second and the digits of the second's fraction; what is finer than 1 µs is cut off. */
export const wallTime = (parts: ReadonlyArray<string | undefined>, fraction = ""): WallTime => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return { year, month, day, hour, minute, second, us: Number(fraction.slice(0, 6).padEnd(6, "0")) };
};
