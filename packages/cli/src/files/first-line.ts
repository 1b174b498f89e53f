import { closeSync, openSync, readSync, statSync } from "node:fs";

/** No first line of a journal or a timeline is as long. */
const HEAD_BYTES_MAX = 1_000_000;

/** The beginning of a file; empty for what is no file. Throws what the system refuses. */
export const headOf = (file: string): string => {
  if (!statSync(file).isFile()) return "";
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(HEAD_BYTES_MAX);
    const size = readSync(descriptor, bytes, 0, bytes.length, 0);
    return bytes.toString("utf8", 0, size);
  } finally {
    closeSync(descriptor);
  }
};

/** The first line of a file, as far as it can be told; empty for what is no file. Throws what the system refuses. */
export const firstLine = (file: string): string => headOf(file).split("\n", 1)[0] ?? "";
