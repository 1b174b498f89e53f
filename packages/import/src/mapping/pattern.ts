import { RE2JS } from "re2js";

/** A regular expression that somebody wrote into a mapping. */
export interface Pattern {
  readonly test: (text: string) => boolean;
}

/** No pattern that a person writes is as long. */
const LENGTH_MAX = 1_000;

/**
 * A pattern as a regular expression, upper and lower case alike; `undefined` when it is none. It is RE2's, not
 * JavaScript's: its time grows with the text and not with the ways to match it, so that no mapping and no line of a log
 * can keep an import busy for ever. What RE2 leaves out for that are look-around and back-references.
 */
export const compile = (pattern: string): Pattern | undefined => {
  if (pattern.length > LENGTH_MAX) return undefined;
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern), RE2JS.CASE_INSENSITIVE);
    return { test: (text) => compiled.test(text) };
  } catch {
    return undefined;
  }
};

/** Whether JavaScript takes it for a regular expression. */
export const isPattern = (pattern: string): boolean => {
  try {
    new RegExp(pattern, "iu");
    return true;
  } catch {
    return false;
  }
};
