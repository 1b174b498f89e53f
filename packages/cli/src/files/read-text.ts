import { readFile, stat } from "node:fs/promises";
import { FILE_BYTES_MAX } from "./limits.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist: a part of its path is not a directory",
  EISDIR: "is a directory: expected a file",
  EACCES: "cannot be read: permission denied",
  EPERM: "cannot be read: permission denied",
  ELOOP: "cannot be read: its symbolic links go in circles",
  ENAMETOOLONG: "does not exist: its name is too long",
};

/** Why the system refused a file, in words. */
export const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ""] ?? `cannot be read: ${message}`;
};

/** Reads a file of text, or says why it cannot be one that people wrote. */
export const readText = async (
  file: string,
  bytesMax: number = FILE_BYTES_MAX,
): Promise<{ readonly text: string } | { readonly refused: string }> => {
  try {
    const status = await stat(file);
    if (status.isDirectory()) return { refused: "is a directory: expected a file" };
    if (!status.isFile()) return { refused: "is not a regular file" };
    if (status.size > bytesMax) {
      const megabytes = Math.ceil(status.size / 1e5) / 10;
      return { refused: `is too large: expected at most ${bytesMax / 1e6} MB, found ${megabytes} MB` };
    }
    return decodeText(await readFile(file));
  } catch (error) {
    return { refused: reasonOf(error) };
  }
};

type Text = { readonly text: string } | { readonly refused: string };
let stdin: Promise<Text> | undefined;

/** All of the standard input, or why it cannot be a text that people wrote; it is read once, however often it is named. */
export const readStdin = (): Promise<Text> => {
  stdin ??= readAllOfStdin();
  return stdin;
};

const readAllOfStdin = async (): Promise<Text> => {
  const chunks: Array<Uint8Array> = [];
  let size = 0;
  try {
    for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > FILE_BYTES_MAX) return { refused: `is too large: expected at most ${FILE_BYTES_MAX / 1e6} MB` };
    }
  } catch (error) {
    return { refused: reasonOf(error) };
  }
  return decodeText(Buffer.concat(chunks));
};

const decodeText = (bytes: Uint8Array): { readonly text: string } | { readonly refused: string } => {
  if (bytes.includes(0)) return { refused: "is not text: expected YAML, JSON or TypeScript, found binary data" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { refused: "is not text: expected UTF-8" };
  }
};
