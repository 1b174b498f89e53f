import type { InputProblem } from "./input-problem.ts";

/** What keeps a text from being JSON, with its place, in the parser's words; `undefined` when nothing does. */
export const jsonProblem = (text: string, source: string): InputProblem | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const { message } = error as SyntaxError;
    const offset = / at position (\d+)/.exec(message)?.[1];
    const before = text.slice(0, offset === undefined ? text.length : Number(offset)).split("\n");
    const place = { source, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return { place, path: [], message: `is not valid JSON: ${message.replace(/( in JSON)? at position .*$/s, "")}` };
  }
};
