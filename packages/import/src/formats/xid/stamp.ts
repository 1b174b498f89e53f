import { monthOf } from "./month.ts";

/** What a line of a log says about when it was written, as it is written. */
export type Stamp =
  /** A date with its year, and perhaps its zone, as `readIsoDate` reads it. */
  | { readonly iso: string }
  /** A date without a year; the month is 0 where its name is none that is known. */
  | { readonly month: number; readonly dayAndTime: ReadonlyArray<string | undefined>; readonly fraction: string }
  /** Microseconds since 1970. */
  | { readonly epochUs: number }
  /** Microseconds since the machine started. */
  | { readonly bootUs: number };

const date = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`;
const month = String.raw`[A-Za-z\u00c0-\u024f]{3,9}\.?|\d{1,2}月|[一二三四五六七八九十]{1,2}月`;
const time = String.raw`(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;

/** `2024-05-06T07:08:09.123456+08:00` of rsyslog, dmesg --time-format iso, journalctl -o short-iso. */
const isoDate = new RegExp(String.raw`^(${date}) ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?(?= |$)`);
/** `Mon 2024-05-06 07:08:09 CST` of journalctl -o short-full: the zone's letters may mean several zones, and say nothing. */
const fullDate = new RegExp(String.raw`^[^\s\d]{1,9} (${date})(?: (UTC|GMT|[+-]\d\d(?::?\d\d)?)| [A-Z]{2,5})?(?= |$)`);
/** `2024年05月06日 星期一 07:08:09 CST`: as above, the zone's letters say nothing. */
const chineseDate = new RegExp(
  String.raw`^(\d{4})年 ?(\d{1,2})月 ?(\d{1,2})日 (?:\S{1,3} )?${time}(?: [A-Z]{2,5})?(?= |$)`,
);
/** `May  6 07:08:09`, `5月 06 07:08:09` of syslog and journalctl; some write the weekday before it, or the year after the day or the time. */
const shortDate = new RegExp(
  String.raw`^ ?(?:[A-Z][a-z]{2} )?(${month}) {1,2}(\d{1,2})(?: (\d{4}))? ${time}(?: ((?:19|20)\d\d))?(?= |$)`,
);
/** `[Mon May  6 07:08:09 2024]` of dmesg -T. */
const longDate = new RegExp(String.raw`^\[[^\s\]]{1,9} +(${month}) {1,2}(\d{1,2}) ${time} (\d{4})\]`);
/** `1714950489.123456` of journalctl -o short-unix. */
const unixTime = /^(\d{9,11})(?:\.(\d{1,9}))?(?= )/;
/** `[12345.678901]` of dmesg and of journalctl -o short-monotonic; dmesg -d writes the difference beside it. */
const bootTime = /^\[ *(\d{1,10})\.(\d{1,9})(?: <[^>]{0,20}>)?\]/;
/** `4,1234,12345678901,-;` of /dev/kmsg. */
const kmsgTime = /^\d{1,5},\d{1,20},(\d{1,15}),[^;]{0,60};/;

/** Cuts a line into its stamp and what follows; `undefined` for one that begins with none. */
export const splitStamp = (text: string): { readonly stamp: Stamp; readonly rest: string } | undefined => {
  const cut = (match: RegExpExecArray, stamp: Stamp) => ({ stamp, rest: text.slice(match[0].length).trimStart() });
  const iso = isoDate.exec(text) ?? fullDate.exec(text);
  if (iso !== null) return cut(iso, { iso: `${iso[1]}${iso[2] ?? ""}` });
  const boot = bootTime.exec(text);
  if (boot !== null) return cut(boot, { bootUs: seconds(boot[1], boot[2]) });
  const short = shortDate.exec(text);
  if (short !== null) {
    const [, name = "", day, year, hour, minute, second, fraction = "", yearAfter] = short;
    return cut(short, dated(year ?? yearAfter, name, [day, hour, minute, second], fraction));
  }
  const long = longDate.exec(text);
  if (long !== null) {
    const [, name = "", day, hour, minute, second, fraction = "", year] = long;
    return cut(long, dated(year, name, [day, hour, minute, second], fraction));
  }
  const unix = unixTime.exec(text);
  if (unix !== null) return cut(unix, { epochUs: seconds(unix[1], unix[2]) });
  const kmsg = kmsgTime.exec(text);
  if (kmsg !== null) return cut(kmsg, { bootUs: Number(kmsg[1]) });
  const chinese = chineseDate.exec(text);
  if (chinese === null) return undefined;
  const [, year, name, day, hour, minute, second, fraction = ""] = chinese;
  return cut(chinese, dated(year, `${name}月`, [day, hour, minute, second], fraction));
};

const dated = (
  year: string | undefined,
  name: string,
  dayAndTime: ReadonlyArray<string | undefined>,
  fraction: string,
): Stamp => {
  const month = monthOf(name);
  if (year === undefined || month === 0) return { month, dayAndTime, fraction };
  const [day, hour, minute, second] = dayAndTime;
  const two = (digits: number | string = "") => String(digits).padStart(2, "0");
  return { iso: `${year}-${two(month)}-${two(day)}T${hour}:${minute}:${second}${fraction && `.${fraction}`}` };
};

const seconds = (whole = "0", fraction = ""): number =>
  Number(whole) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
