import { FixedOffsetZone, IANAZone, type Zone } from "luxon";

/** A date and time as a wall shows it; the month counts from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Microseconds of the second. */
  readonly us: number;
}

/** A time zone: what the clock on the wall there means. */
export interface ZoneClock {
  readonly zone: Zone;
  /** Microseconds since 1970; `undefined` for a time that the calendar or the clock never shows. The first of two. */
  readonly epochUs: (wall: WallTime) => number | undefined;
}

/** How many quarters of an hour are kept with what the zone was then. */
const OFFSETS_MAX = 10_000;
const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;

/** Reads the name of a time zone: `UTC`, `Asia/Shanghai`, `+08:00`. `undefined` when there is none of that name. */
export const zoneClock = (name: string): ZoneClock | undefined => {
  const zone = zoneNamed(name);
  if (zone === undefined) return undefined;
  const offsetsMs = new Map<number, number | undefined>();
  const offsetMs = (wallMs: number): number | undefined => {
    const quarter = Math.floor(wallMs / QUARTER_MS);
    if (offsetsMs.has(quarter)) return offsetsMs.get(quarter);
    if (offsetsMs.size >= OFFSETS_MAX) offsetsMs.clear();
    const offset = offsetAt(zone, quarter * QUARTER_MS);
    offsetsMs.set(quarter, offset);
    return offset;
  };
  return {
    zone,
    epochUs: (wall) => {
      const wallMs = calendarMs(wall);
      const offset = wallMs === undefined ? undefined : offsetMs(wallMs);
      return wallMs === undefined || offset === undefined ? undefined : (wallMs - offset) * 1_000 + wall.us;
    },
  };
};

/**
 * How far the zone's clock is ahead of UTC's when it shows a time, in milliseconds; `undefined` when it never does. Where
 * a clock that is put back shows a time twice, it is the first: the clock is further ahead then.
 */
const offsetAt = (zone: Zone, wallMs: number): number | undefined =>
  [zone.offset(wallMs - DAY_MS), zone.offset(wallMs + DAY_MS)]
    .toSorted((a, b) => b - a)
    .map((minutes) => minutes * 60_000)
    .find((offset) => zone.offset(wallMs - offset) * 60_000 === offset);

const zoneNamed = (name: string): Zone | undefined => {
  const written = name.trim();
  if (/^(utc|z|gmt)$/i.test(written)) return FixedOffsetZone.utcInstance;
  const offset = /^(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(written);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return minutes <= 14 * 60 ? FixedOffsetZone.instance(offset[1] === "-" ? -minutes : minutes) : undefined;
  }
  return written.includes("/") && IANAZone.isValidZone(written) ? IANAZone.create(written) : undefined;
};

/** Milliseconds since 1970 if the zone were UTC; `undefined` for what is on no calendar. A leap second is its minute's end. */
export const calendarMs = ({ year, month, day, hour, minute, second }: WallTime): number | undefined => {
  if (hour > 23 || minute > 59 || second > 60 || month < 1 || month > 12 || day < 1 || year < 1_000) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59));
  const date = new Date(ms);
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? ms : undefined;
};
