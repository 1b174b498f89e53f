import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** How much of a log is looked at, and how much of that is told. */
const READ_BYTES = 16_384;
const TOLD_CHARACTERS = 300;

/** What torchrun puts before what a rank said. */
const RANK = /^\[\w+\]:\s*/;

/** The last thing that a log says: what a rank said, where one said anything; else an error, else whatever comes last. */
export const tailOf = (path: string): string => {
  const lines = endOf(path)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.replace(RANK, "") !== "");
  const ofRank = lines.findLast((line) => RANK.test(line))?.replace(RANK, "");
  const error = lines.findLast((line) => /^[\w.]*(Error|Exception)\b/.test(line) && !/ChildFailedError/.test(line));
  return (ofRank ?? error ?? lines.at(-1) ?? "it said nothing").slice(0, TOLD_CHARACTERS);
};

const endOf = (path: string): string => {
  try {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      const buffer = Buffer.alloc(Math.min(size, READ_BYTES));
      readSync(file, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString("utf8");
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
};
