import { CST, Lexer } from "yaml";
import { LINES_MAX, NESTING_MAX, TOKENS_MAX } from "./limits.ts";

export const tooDeep = `is nested too deeply: expected at most ${NESTING_MAX} levels`;
const tooLong = `has too many parts: expected at most ${TOKENS_MAX.toLocaleString("en-US")} words and signs; a long timeline is better written as NDJSON, a fault a line`;

const tooManyLines = `has too many lines: expected at most ${LINES_MAX.toLocaleString("en-US")}; a long timeline is better written as NDJSON, which has no such limit`;

const linesOf = (text: string): number => {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
};

/** Signs in a row that nobody writes, and that the parser would stumble over one by one. */
const IN_A_ROW_MAX = 100;

/**
 * Why a text is more than the parser should be given; `undefined` when it is not. The parser's time grows with the number
 * of its tokens and not with its bytes, and its stack with its brackets: these are counted first, which takes little.
 */
export const outOfBounds = (text: string): string | undefined => {
  if (linesOf(text) > LINES_MAX) return tooManyLines;
  let tokens = 0;
  let depth = 0;
  /** Signs of one kind since anything else: `- - -`, `? ? ?`, `,,,`, `&a &a`, `!a !a`, `%a`. */
  let row = 0;
  let before: CST.TokenType | undefined;
  for (const token of new Lexer().lex(text)) {
    if (++tokens > TOKENS_MAX) return tooLong;
    const type = CST.tokenType(token) ?? undefined;
    if (type === "space") continue;
    if (type === "flow-map-start" || type === "flow-seq-start") {
      if (++depth > NESTING_MAX) return tooDeep;
    } else if (type === "flow-map-end" || type === "flow-seq-end") depth = Math.max(0, depth - 1);
    if (type === "newline" && before === "directive-line") continue;
    if (type !== before) row = 0;
    else if (isSign(type) && ++row > IN_A_ROW_MAX) return isNesting(type) ? tooDeep : odd(token);
    before = type;
  }
  return undefined;
};

const nesting: ReadonlySet<string> = new Set(["seq-item-ind", "explicit-key-ind", "map-value-ind"]);
const signs: ReadonlySet<string> = new Set([...nesting, "comma", "anchor", "tag", "directive-line", "doc-start"]);

const isSign = (type: string | undefined): boolean => type !== undefined && signs.has(type);
const isNesting = (type: string | undefined): boolean => type !== undefined && nesting.has(type);

const odd = (token: string): string =>
  `is not valid YAML: more than ${IN_A_ROW_MAX} of "${token.trim().slice(0, 10)}" in a row`;
