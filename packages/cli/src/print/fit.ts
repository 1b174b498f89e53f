import { stripVTControlCharacters } from "node:util";
import { ordealCommand } from "@ordeal/model/command-name";
import { displayWidth } from "effect/cli/CliOutput";
import type { Style } from "./style.ts";
import { wrap } from "./wrap.ts";

/**
 * Text with every line broken that is broader than the terminal, later parts set in by two. A command stays one line, which
 * the terminal breaks: it is there to be copied.
 */
export const fit = (text: string, { width }: Style): string =>
  width === Number.POSITIVE_INFINITY
    ? text
    : text
        .split("\n")
        .flatMap((line) => (displayWidth(line) <= width || isCommand(line) ? [line] : fitted(line, width)))
        .join("\n");

const isCommand = (line: string): boolean => stripVTControlCharacters(line).includes(`${ordealCommand} `);

const fitted = (line: string, width: number): ReadonlyArray<string> => {
  const indent = line.slice(0, line.length - line.trimStart().length);
  return wrap(line, width - indent.length, "  ").map((part) => `${indent}${part}`);
};
