import { noDate } from "../../dates/date.ts";
import { type DateReader, dateReader } from "../../dates/format.ts";
import { guessFormats } from "../../dates/guess.ts";
import { zoneClock } from "../../dates/zone.ts";
import { unitUs, type When } from "../../mapping/mapping.ts";

/** How people say that something is not known. */
export const isUnknown = (text: string): boolean => /^(|-|n\/?a|null|none|unknown)$/i.test(text);

export const readNumber = (text: string): number =>
  /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;

/**
 * Reads when something was, by the mapping's `time` or `end` (which is written `like` the former unless it says
 * otherwise), or says what the mapping lacks: no date could be read without its zone.
 */
export const whenReader = (
  key: "time" | "end",
  when: When,
  like: When | undefined,
  zone: string | undefined,
): DateReader | string => {
  const { unit, since } = when.format === undefined && when.unit === undefined ? { ...like, ...when } : when;
  if (unit !== undefined && since !== undefined) {
    return (text) => {
      const us = since * 1_000 + Math.round(readNumber(text) * unitUs[unit]);
      return Number.isNaN(us) ? { problem: `${key}: not a number` } : { us };
    };
  }
  const format = when.format ?? like?.format ?? "iso";
  const named = when.zone ?? like?.zone ?? zone;
  const read = dateReader(format, named === undefined ? undefined : zoneClock(named));
  if (read === undefined) {
    return `the mapping's ${key} has dates without a time zone (format "${format}"): give ${key}.zone, or --zone`;
  }
  // The first date that cannot be read says how: the words are the same for all.
  let hint: string | undefined;
  return (text) => {
    if (text === "") return { problem: `${key}: says nothing` };
    const date = read(text);
    if (date === noDate) hint ??= hintOf(key, format, text);
    return "us" in date ? date : { problem: `${key}: ${date.problem}${date === noDate ? hint : ""}` };
  };
};

const hintOf = (key: string, format: string, text: string): string => {
  const guesses = guessFormats(text).filter((guess) => guess !== `format: "${format}"`);
  const how = guesses.length === 0 ? `with ${key}.format` : `in ${key}, perhaps ${guesses.join(" or ")}`;
  return ` of format "${format}": say how dates are written ${how}`;
};
