import { inZone, type ReadDate, readIsoDate, wallTime } from "../../dates/date.ts";
import type { ZoneClock } from "../../dates/zone.ts";

/** When and where a line of a kernel log was written, and the rest of it. */
export interface Stamp {
  /** Microseconds since 1970, or since the machine started where `isUndated`; or why there are none. */
  readonly date: ReadDate;
  readonly isUndated: boolean;
  readonly host: string | undefined;
}

const months: ReadonlyArray<string> = [
  "jan",
  "feb",
  "mar",
  "apr",
  "may",
  "jun",
  "jul",
  "aug",
  "sep",
  "oct",
  "nov",
  "dec",
];
const monthOf = (name: string): number => months.indexOf(name.toLowerCase()) + 1;

/** `2024-05-06T07:08:09.123456+08:00 host kernel:` of rsyslog and of journalctl -o short-iso, -o short-full. */
const isoStamp =
  /^(?:[A-Z][a-z]{2} )?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d| UTC)?)(?: [A-Z]{2,5})? (\S+) \S+: /;
/** `May  6 07:08:09 host kernel:` of syslog and journalctl. */
const shortStamp = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\S+) \S+: /;
/** `[Mon May  6 07:08:09 2024]` of dmesg -T. */
const longStamp = /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\] /;
/** `1714950489.123456 host kernel:` of journalctl -o short-unix. */
const unixStamp = /^(\d{9,11})(?:\.(\d{1,9}))? (\S+) \S+: /;
/** `[12345.678901]` of dmesg: seconds since the machine started. */
const bootStamp = /^(?:<\d+>)?\[ *(\d{1,10})\.(\d{1,9})\] /;

/** Reads the stamps of a log's lines one after the other: where dates name no year, it goes up after December. */
export class StampReader {
  readonly #clock: ZoneClock | undefined;
  #year: number | undefined;
  #month = 0;

  constructor(clock: ZoneClock | undefined, year: number | undefined) {
    this.#clock = clock;
    this.#year = year;
  }

  /** `undefined` for a line that begins with no stamp. */
  read(text: string): Stamp | undefined {
    const iso = isoStamp.exec(text);
    if (iso !== null) return { date: readIsoDate(iso[1] ?? "", this.#clock), isUndated: false, host: iso[2] };
    const short = shortStamp.exec(text);
    if (short !== null) {
      const [, name = "", day, hour, minute, second, fraction, host] = short;
      const year = this.#yearOf(monthOf(name));
      const wall = wallTime([String(year), String(monthOf(name)), day, hour, minute, second], fraction);
      return { date: year === undefined ? noYear : inZone(wall, this.#clock), isUndated: false, host };
    }
    const long = longStamp.exec(text);
    if (long !== null) {
      const [, name = "", day, hour, minute, second, year] = long;
      const wall = wallTime([year, String(monthOf(name)), day, hour, minute, second]);
      return { date: inZone(wall, this.#clock), isUndated: false, host: undefined };
    }
    const unix = unixStamp.exec(text);
    if (unix !== null) return { date: { us: seconds(unix[1], unix[2]) }, isUndated: false, host: unix[3] };
    const boot = bootStamp.exec(text);
    if (boot !== null) return { date: { us: seconds(boot[1], boot[2]) }, isUndated: true, host: undefined };
    return undefined;
  }

  /** Logs are in order: a month that is half a year or more before the last one belongs to the next year. */
  #yearOf(month: number): number | undefined {
    if (this.#year !== undefined && month < this.#month - 5) this.#year += 1;
    if (month > 0) this.#month = month;
    return this.#year;
  }
}

const noYear: ReadDate = { problem: "a date without a year: say which year the log begins in with --year" };

const seconds = (whole = "0", fraction = ""): number =>
  Number(whole) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
