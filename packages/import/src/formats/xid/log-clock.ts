import { inZone, noDate, type ReadDate, readIsoDate, wallTime } from "../../dates/date.ts";
import type { ZoneClock } from "../../dates/zone.ts";
import type { Stamp } from "./stamp.ts";
import { Years } from "./years.ts";

/** When a line was written. */
export interface LoggedInstant {
  /** Microseconds since 1970, or since the machine first started where `isUndated`; or why there are none. */
  readonly date: ReadDate;
  readonly isUndated: boolean;
  /** How often the host's clock had gone back before: each time the machine was restarted. */
  readonly boot: number;
}

export const noYear: ReadDate = {
  problem: "a date without a year: say which year the log begins in with --year",
};
const noMonth: ReadDate = {
  problem:
    "a month whose name is neither English nor Chinese: print the log with LC_ALL=C, or journalctl -k -o short-iso",
};

/** Processors may write a little out of order; a clock that goes back by more was restarted. */
const DISORDER_US = 1_000_000;
/** How many hosts are remembered. */
const HOSTS_MAX = 200_000;

interface Boot {
  boot: number;
  /** What is added to the time since the last start. */
  offsetUs: number;
  lastUs: number;
}

/** Tells the times of a log's lines one after the other: of dates without a year, and of a clock that starts over. */
export class LogClock {
  readonly #zone: ZoneClock | undefined;
  readonly #years: Years;
  readonly #boots = new Map<string, Boot>();

  constructor(zone: ZoneClock | undefined, year: number | undefined) {
    this.#zone = zone;
    this.#years = new Years(year);
  }

  read(stamp: Stamp, host: string): LoggedInstant {
    if ("bootUs" in stamp) return this.#sinceStart(stamp.bootUs, host);
    return { date: this.#date(stamp, host), isUndated: false, boot: 0 };
  }

  #date(stamp: Exclude<Stamp, { readonly bootUs: number }>, host: string): ReadDate {
    if ("epochUs" in stamp) return { us: stamp.epochUs };
    if ("iso" in stamp) return readIsoDate(stamp.iso, this.#zone);
    if (stamp.month === 0) return noMonth;
    const year = this.#years.of(stamp.month, host);
    if (year === undefined) return noYear;
    const wall = wallTime([String(year), String(stamp.month), ...stamp.dayAndTime], stamp.fraction);
    return inZone(wall, this.#zone);
  }

  /** After a new start the clock goes on from the last time before it: for how long the machine was down nobody knows. */
  #sinceStart(bootUs: number, host: string): LoggedInstant {
    if (!Number.isSafeInteger(bootUs)) return { date: noDate, isUndated: true, boot: 0 };
    const known = this.#boots.get(host) ?? { boot: 0, offsetUs: 0, lastUs: 0 };
    if (this.#boots.size >= HOSTS_MAX) this.#boots.clear();
    this.#boots.set(host, known);
    if (known.offsetUs + bootUs < known.lastUs - DISORDER_US) {
      known.boot += 1;
      known.offsetUs = known.lastUs;
    }
    const us = known.offsetUs + bootUs;
    known.lastUs = Math.max(known.lastUs, us);
    return { date: { us }, isUndated: true, boot: known.boot };
  }
}
