import { DateTime } from "luxon";
import { inZone, noDate, type ReadDate, readIsoDate } from "./date.ts";
import type { ZoneClock } from "./zone.ts";

/** Reads the text of a date. */
export type DateReader = (text: string) => ReadDate;

/** Tokens of luxon that say which zone a date is in. */
const zoned = /Z|z/;

/**
 * Whether dates can be read in a format: luxon reads back what it writes, to the day. Its parser does not know every token
 * that its printer knows, and a format without year, month and day would mean today.
 */
export const isDateFormat = (format: string): boolean => {
  if (format === "iso") return true;
  const date = DateTime.utc(2023, 11, 28, 19, 47, 53);
  const read = DateTime.fromFormat(date.toFormat(format, { locale: "en" }), format, { zone: "utc", locale: "en" });
  return read.isValid && read.toISODate() === date.toISODate();
};

/**
 * A reader of dates in a format: `iso`, or luxon's tokens, which are exact to the millisecond. Dates of a format without
 * a zone are in `clock`'s. `undefined` when no date of the format could be read, for want of a zone.
 */
export const dateReader = (format: string, clock: ZoneClock | undefined): DateReader | undefined => {
  if (format === "iso") return (text) => readIsoDate(text, clock);
  const hasZone = zoned.test(format.replace(/'[^']*'/g, ""));
  if (!hasZone && clock === undefined) return undefined;
  const parser = DateTime.buildFormatParser(format, { locale: "en" });
  return (text) => {
    const date = DateTime.fromFormatParser(text.trim(), parser, { zone: "utc", locale: "en" });
    if (!date.isValid) return noDate;
    if (hasZone) return { us: date.toMillis() * 1_000 };
    const { year, month, day, hour, minute, second, millisecond } = date;
    return inZone({ year, month, day, hour, minute, second, us: millisecond * 1_000 }, clock);
  };
};
