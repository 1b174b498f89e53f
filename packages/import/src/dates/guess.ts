import { DateTime } from "luxon";

const times = ["", " H:mm", " H:mm:ss", "'T'H:mm:ss", ", H:mm", ", H:mm:ss", " h:mm a", " h:mm:ss a"];
const days = [
  ...["/", ".", "-"].flatMap((s) => [
    `M${s}d${s}yyyy`,
    `d${s}M${s}yyyy`,
    `yyyy${s}M${s}d`,
    `M${s}d${s}yy`,
    `d${s}M${s}yy`,
  ]),
  ...[
    "d MMM yyyy",
    "d-MMM-yyyy",
    "d-MMM-yy",
    "d/MMM/yyyy",
    "MMM d yyyy",
    "MMM d, yyyy",
    "MMMM d, yyyy",
    "yyyyMMdd",
    "yyyy年M月d日",
  ],
];
const whole = [
  "EEE MMM d H:mm:ss yyyy",
  "EEE MMM d H:mm:ss z yyyy",
  "yyyyMMddHHmmss",
  "yyyyMMdd'T'HHmmss",
  "d/MMM/yyyy:H:mm:ss ZZZ",
];
const formats = [...days.flatMap((day) => times.map((time) => day + time)), ...whole];

/** Numbers of units since a date, by how many digits stand before the point. */
const counts: ReadonlyArray<readonly [RegExp, string]> = [
  [/^[1-9]\d{8,9}(\.\d+)?$/, 'unit: seconds, since: "1970-01-01T00:00:00Z"'],
  [/^[1-9]\d{11,12}(\.\d+)?$/, 'unit: millis, since: "1970-01-01T00:00:00Z"'],
  [/^[1-9]\d{14,15}$/, 'unit: micros, since: "1970-01-01T00:00:00Z"'],
  [/^[2-5]\d{4}(\.\d+)?$/, 'unit: days, since: "1899-12-30T00:00:00Z"'],
];

/** How many guesses are told. */
const GUESSES_MAX = 2;

/** How a date may be written, as a mapping says it: `format: "d/M/yyyy H:mm"`. None for what looks like no date. */
export const guessFormats = (written: string): ReadonlyArray<string> => {
  const text = written.trim().replace(/ {2,}/g, " ").slice(0, 60);
  const count = counts.find(([pattern]) => pattern.test(text));
  if (count !== undefined) return [count[1]];
  // Luxon takes four digits for a year of two as well.
  const isLong = /\d{4}/.test(text);
  return formats
    .filter((format) => isLong === format.includes("yyyy"))
    .filter((format) => DateTime.fromFormat(text, format, { zone: "utc", locale: "en" }).isValid)
    .slice(0, GUESSES_MAX)
    .map((format) => `format: "${format}"`);
};
