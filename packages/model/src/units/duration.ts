import * as Schema from "effect/Schema";
import { text } from "../text.ts";
import { DAY_US, HOUR_US, MINUTE_US, SECOND_US } from "./time.ts";

/** Ten years: the longest duration anything may have, far inside the exact integers of a double. */
export const DURATION_US_MAX = 3_653 * DAY_US;

/** What people call a unit, and how long it is in microseconds; the largest come first when several are written. */
const names: ReadonlyArray<readonly [size: number, names: ReadonlyArray<string>]> = [
  [7 * DAY_US, ["w", "wk", "wks", "week", "weeks"]],
  [DAY_US, ["d", "day", "days"]],
  [HOUR_US, ["h", "hr", "hrs", "hour", "hours"]],
  [MINUTE_US, ["m", "min", "mins", "minute", "minutes"]],
  [SECOND_US, ["s", "sec", "secs", "second", "seconds"]],
  [1_000, ["ms", "milli", "millis", "millisecond", "milliseconds"]],
  [1, ["us", "µs", "micro", "micros", "microsecond", "microseconds"]],
  [0.001, ["ns", "nano", "nanos", "nanosecond", "nanoseconds"]],
];
const sizes = new Map(names.flatMap(([size, all]) => all.map((name) => [name, size] as const)));

const amountAndUnit = /\s*(\d+(?:\.\d+)?)\s*([a-zµ]+)/y;
/** ISO 8601, less years and months, which have no length of their own. */
const iso =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

const AMOUNT = "\\d+(?:\\.\\d+)?";

const word = names.flatMap(([, all]) => all).join("|");

/** What every duration matches, less its anchors; nothing else but units out of order. */
export const durationPattern = `(?:(?:${AMOUNT}\\s*(?:${word})\\s*)+|P(?=[\\dT])${iso.source.slice(2, -1)})`;

const spelling = {
  pattern: `^\\s*${durationPattern}\\s*$`,
  examples: ["10 seconds", "30s", "1h30m", "2 min 30 s", "PT30S"],
} as const;

/**
 * A duration in the forms that people write and the one that Ordeal prints: `10 seconds`, `30s`, `1h30m`,
 * `2 min 30 s`, `PT1M30S`. Several units stand in order, each once. In microseconds; `undefined` for what is none.
 */
export const readDuration = (written: unknown): number | undefined => {
  if (typeof written !== "string") return undefined;
  const text = written.trim();
  const sum = text.startsWith("P") ? sumOfIso(text) : (wholePart(text) ?? sumOfParts(text));
  if (sum === undefined) return undefined;
  const us = Math.round(sum);
  return us >= 0 && us <= DURATION_US_MAX ? us : undefined;
};

const ZERO = 0x30;
const SPACE = 0x20;
/** So many digits are exact. */
const DIGITS_MAX = 15;

/** A whole number and one unit, as Ordeal and importers write them: without the pattern, in a third of the time. */
const wholePart = (text: string): number | undefined => {
  let amount = 0;
  let at = 0;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    amount = amount * 10 + digit;
  }
  if (at === 0 || at > DIGITS_MAX) return undefined;
  const size = sizes.get(text.slice(text.charCodeAt(at) === SPACE ? at + 1 : at));
  return size === undefined ? undefined : amount * size;
};

const sumOfParts = (text: string): number | undefined => {
  if (text === "") return undefined;
  let sum = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (amountAndUnit.lastIndex = 0; amountAndUnit.lastIndex < text.length; ) {
    const match = amountAndUnit.exec(text);
    const size = match === null ? undefined : sizes.get(match[2] as string);
    if (size === undefined || size >= smallest) return undefined;
    smallest = size;
    sum += Number(match?.[1]) * size;
  }
  return sum;
};

const isoSizes = [7 * DAY_US, DAY_US, HOUR_US, MINUTE_US, SECOND_US];

const sumOfIso = (text: string): number | undefined => {
  const amounts = iso.exec(text)?.slice(1);
  if (amounts === undefined || amounts.every((amount) => amount === undefined)) return undefined;
  return amounts.reduce((sum, amount = "0", nth) => sum + Number(amount) * (isoSizes[nth] as number), 0);
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
export const DurationUs = text(`a duration ${example}`, Schema.Int, readDuration, printDuration, spelling);

/** A duration longer than zero; decoded to integer microseconds. */
export const PositiveDurationUs = text(
  `a duration longer than zero, ${example}`,
  Schema.Int,
  (written) => {
    const us = readDuration(written);
    return us === 0 ? undefined : us;
  },
  printDuration,
  spelling,
);
