import type { Refused } from "../collect/collect.ts";
import type { Format } from "../format.ts";
import { looks } from "./looks.ts";

/** An empty list is a list of anything. */
const isEmptyList = (opening: string): boolean => /^\s*\[\s*\]\s*$/.test(opening);

/**
 * Why a file that gave no fault is none of a format at all: what was expected, what it looks like by its beginning, and
 * what to do. `undefined` when it is one. A table may begin in any way: there the format itself says with `isUnderstood`
 * whether it made sense of any of it.
 */
export const whyAlien = (
  { name, meaning }: Format,
  opening: string,
  isUnderstood: boolean,
  lost: string,
): Refused | undefined => {
  const own = looks.filter((look) => look.format === name);
  const isAnything = own.length === 0 || name === "csv";
  const isOwn = isAnything
    ? isUnderstood
    : isEmptyList(opening) || own.some(({ fits, isWeak }) => isWeak !== true && fits(opening));
  const look = looks.find(({ fits }) => fits(opening));
  if (isOwn || look?.format === name) return undefined;
  const seems = look === undefined ? "no kind of file that is known here" : look.name;
  const instead = look?.instead === undefined ? "" : `: ${look.instead}`;
  const why = isAnything ? `nothing in it can be used: ${lost}` : `has nothing in it for ${name}: expected ${meaning}`;
  return {
    message: `${why}; it looks like ${seems}${instead}`,
    ...(look?.format === undefined ? {} : { format: look.format }),
  };
};
