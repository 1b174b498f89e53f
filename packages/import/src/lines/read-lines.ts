import { isUtf8 } from "node:buffer";

/** The longest line that is read; the rest of a longer one is passed over without being kept. */
export const LINE_BYTES_MAX = 1_000_000;

/** One line without its line break, or why it has no text. The first line of a file is 1. */
export type Line =
  | { readonly line: number; readonly text: string; readonly isTorn: boolean }
  | { readonly line: number; readonly refused: LineRefused };

/** Why a line cannot be read, in words that are the same for every such line, so that they can be counted. */
export type LineRefused = `longer than ${string} bytes` | "not UTF-8" | "binary data";

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Splits bytes into lines. Keeps at most one line of `lineBytesMax` bytes, however long the lines of the source are.
 * A last line without a line break `isTorn`: it may be half of one.
 */
export const readLines = async function* (
  source: AsyncIterable<Uint8Array>,
  lineBytesMax: number = LINE_BYTES_MAX,
): AsyncGenerator<Line> {
  const tooLong: LineRefused = `longer than ${lineBytesMax.toLocaleString("en-US")} bytes`;
  let line = 1;
  let kept: Array<Buffer> = [];
  let keptBytes = 0;
  let isTooLong = false;

  const end = (last: Buffer, isTorn: boolean): Line => {
    const whole = kept.length === 0 ? last : Buffer.concat([...kept, last]);
    const long = isTooLong || whole.length > lineBytesMax;
    kept = [];
    keptBytes = 0;
    isTooLong = false;
    return long ? { line: line++, refused: tooLong } : decodeLine(whole, line++, isTorn);
  };

  for await (const bytes of source) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield end(chunk.subarray(from, at), false);
      from = at + 1;
    }
    const rest = chunk.length - from;
    if (rest === 0) continue;
    isTooLong ||= keptBytes + rest > lineBytesMax;
    // What is kept is copied: whoever gives the bytes may use their memory again.
    if (!isTooLong) kept.push(Buffer.from(chunk.subarray(from)));
    else kept = [];
    keptBytes += rest;
  }
  if (keptBytes > 0) yield end(Buffer.alloc(0), true);
};

const decodeLine = (bytes: Buffer, line: number, isTorn: boolean): Line => {
  if (bytes.includes(0)) return { line, refused: "binary data" };
  if (!isUtf8(bytes)) return { line, refused: "not UTF-8" };
  const start = line === 1 && startsWithMark(bytes) ? 3 : 0;
  const stop = bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length;
  return { line, text: bytes.toString("utf8", start, Math.max(start, stop)), isTorn };
};

/** A byte order mark, which editors of some platforms put before the text. */
const startsWithMark = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
