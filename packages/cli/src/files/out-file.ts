import { createWriteStream, existsSync, mkdtempSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { headOf } from "./first-line.ts";

/** The file that a name leads to, so that a link stays a link. */
export const behindLinks = (file: string): string => (existsSync(file) ? realpathSync(file) : resolve(file));

/**
 * Why something cannot be put where it is wanted; `undefined` when nothing is known to keep it. It takes the place of a
 * file, never of a device or a folder, of what it is made of, or, unless forced, of what a run came to.
 */
export const whyUnwritable = (out: string, sources: ReadonlyArray<string>, force: boolean): string | undefined => {
  if (!existsSync(out)) return undefined;
  if (!statSync(out).isFile()) return `--out ${out} is not a regular file: name another, or leave it out for stdout`;
  if (sources.some((file) => behindLinks(file) === behindLinks(out))) return "--out is the file itself: name another";
  return !force && isOfRun(out)
    ? `--out ${out} holds what a run came to: name another, or write over it with --force`
    : undefined;
};

/** Whether a file is a result or a journal: of these it cannot be said that they can be made again. */
const isOfRun = (file: string): boolean => {
  try {
    return /^\s*\{\s*"ordeal"/.test(headOf(file));
  } catch {
    return false;
  }
};

/** Writes a file in pieces, whole or not at all. Throws what the system refuses, and what the pieces throw. */
export const writeWhole = async (file: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> => {
  const target = behindLinks(file);
  const folder = mkdtempSync(join(dirname(target), ".ordeal-"));
  try {
    const whole = join(folder, "whole");
    const stream = createWriteStream(whole, { flags: "wx" });
    // An abort of the writing must not leave the stream open, nor its own failure unheard.
    const written = finished(stream);
    written.catch(() => {});
    try {
      await writePieces(stream, pieces);
      stream.end();
    } catch (error) {
      stream.destroy();
      throw error;
    }
    await written;
    renameSync(whole, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** How much text is gathered before it is written. */
const TOGETHER = 1 << 16;

/** Writes pieces one after the other, and waits for whoever reads them. */
export const writePieces = async (
  stream: NodeJS.WritableStream,
  pieces: AsyncIterable<string> | Iterable<string>,
): Promise<void> => {
  let waiting = "";
  const flush = () => {
    const text = waiting;
    waiting = "";
    return new Promise<void>((done, failed) => {
      stream.write(text, (error) => (error ? failed(error) : done()));
    });
  };
  for await (const piece of pieces) {
    waiting += piece;
    if (waiting.length >= TOGETHER) await flush();
  }
  if (waiting !== "") await flush();
};
