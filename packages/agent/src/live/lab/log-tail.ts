import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** How much of a log is looked at, and how much of that is told. */
const READ_BYTES = 16_384;
const TOLD_CHARACTERS = 300;

/** The last line of a log that says something: of a Python traceback, the error. */
export const tailOf = (path: string): string => {
  const lines = endOf(path)
    .split("\n")
    .map((line) => line.replace(/^\[\w+\]:/, "").trim())
    .filter((line) => line !== "");
  const error = lines.findLast(
    (line) => /^[A-Za-z_.]*(Error|Exception)\b/.test(line) && !/ChildFailedError/.test(line),
  );
  return (error ?? lines.at(-1) ?? "it said nothing").slice(0, TOLD_CHARACTERS);
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
