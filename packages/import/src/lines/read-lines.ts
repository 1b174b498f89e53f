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
  lineBytesMax?: number,
): AsyncGenerator<Line> {
  const splitter = new LineSplitter(lineBytesMax);
  for await (const bytes of source) for (const line of splitter.push(bytes)) yield line;
  yield* splitter.end();
};

/** {@link readLines}, piece by piece, for those to whom waiting for each line is too slow. */
export class LineSplitter {
  private readonly lineBytesMax: number;
  private line = 1;
  private kept: Array<Buffer> = [];
  private keptBytes = 0;
  private isTooLong = false;

  constructor(lineBytesMax: number = LINE_BYTES_MAX) {
    this.lineBytesMax = lineBytesMax;
  }

  /** The lines that end in this piece; to be gone through before the next. */
  *push(bytes: Uint8Array): Generator<Line> {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield this.close(chunk.subarray(from, at), false);
      from = at + 1;
    }
    const rest = chunk.length - from;
    if (rest === 0) return;
    this.isTooLong ||= this.keptBytes + rest > this.lineBytesMax;
    // What is kept is copied: whoever gives the bytes may use their memory again.
    if (!this.isTooLong) this.kept.push(Buffer.from(chunk.subarray(from)));
    else this.kept = [];
    this.keptBytes += rest;
  }

  /** What is left when there is no more. */
  end(): ReadonlyArray<Line> {
    return this.keptBytes > 0 ? [this.close(Buffer.alloc(0), true)] : [];
  }

  private close(last: Buffer, isTorn: boolean): Line {
    const { kept, lineBytesMax } = this;
    const whole = kept.length === 0 ? last : Buffer.concat([...kept, last]);
    const isLong = this.isTooLong || whole.length > lineBytesMax;
    if (this.keptBytes > 0) {
      this.kept = [];
      this.keptBytes = 0;
      this.isTooLong = false;
    }
    const line = this.line++;
    return isLong
      ? { line, refused: `longer than ${lineBytesMax.toLocaleString("en-US")} bytes` }
      : decodeLine(whole, line, isTorn);
  }
}

const decodeLine = (bytes: Buffer, line: number, isTorn: boolean): Line => {
  if (bytes.includes(0)) return { line, refused: "binary data" };
  if (!isUtf8(bytes)) return { line, refused: "not UTF-8" };
  const start = line === 1 && startsWithMark(bytes) ? 3 : 0;
  const stop = bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length;
  return { line, text: bytes.toString("utf8", start, Math.max(start, stop)), isTorn };
};

/** A byte order mark, which editors of some platforms put before the text. */
const startsWithMark = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
