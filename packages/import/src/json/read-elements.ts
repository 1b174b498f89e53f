import { isUtf8 } from "node:buffer";

/** The longest element that is read, such as one event of a list or one snapshot of a node. */
export const ELEMENT_BYTES_MAX = 8_000_000;

/** One element of a JSON file, or why it cannot be read; `line` is where it begins. */
export type Element =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly refused: string };

const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Reads the elements of a JSON list, or JSON values one after the other (NDJSON is a case of that), one at a time. Only
 * the element at hand is kept, and no more than `elementBytesMax` of it. A broken element is refused and reading goes on
 * with the next: text never goes on past the end of its line, and what begins a line as the broken element began its own
 * is a new one. Elements are parsed by the platform; this finds only where they begin and end.
 */
export const readElements = async function* (
  source: AsyncIterable<Uint8Array>,
  elementBytesMax: number = ELEMENT_BYTES_MAX,
): AsyncGenerator<Element> {
  const cutter = new Cutter(elementBytesMax);
  for await (const chunk of source) yield* cutter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  yield* cutter.end();
};

class Cutter {
  readonly #bytesMax: number;
  #line = 1;
  #column = 0;
  /** Whether nothing but blanks came before on this line. */
  #isFresh = true;
  #isInList = false;
  /** How many brackets of the element are open; a bare value has none. */
  #depth = 0;
  #element: { readonly line: number; readonly column: number; readonly isBare: boolean } | undefined;
  #isInText = false;
  #isEscaped = false;
  /** Whether the byte before was a `{` that may begin a new element. */
  #maybeNew = false;
  #kept: Array<Buffer> = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  *push(chunk: Buffer): Generator<Element> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (this.#element === undefined) {
        if (this.#begin(byte)) from = at;
      } else if (this.#maybeNew && byte === QUOTE) {
        // The line begins as the element did, so the element ended before it: it is torn.
        const { column } = this.#element;
        this.#keep(chunk, from, at);
        yield this.#cut(1);
        this.#element = { line: this.#line, column, isBare: false };
        this.#depth = 1;
        this.#kept = [Buffer.from([OPEN])];
        this.#bytes = 1;
        this.#isInText = true;
        from = at;
      } else if (this.#ends(byte)) {
        const isInside = byte === CLOSE || byte === QUOTE || (byte === CLOSE_LIST && !this.#element.isBare);
        this.#keep(chunk, from, isInside ? at + 1 : at);
        yield this.#cut(0);
        if (!isInside && byte === CLOSE_LIST) this.#isInList = false;
      }
      this.#maybeNew =
        byte === OPEN && !this.#isInText && this.#isFresh && this.#depth > 1 && this.#column === this.#element?.column;
      this.#walk(byte);
    }
    if (this.#element !== undefined) this.#keep(chunk, from, chunk.length);
  }

  *end(): Generator<Element> {
    if (this.#element === undefined) return;
    if (this.#element.isBare && !this.#isInText) yield this.#cut(0);
    else yield { line: this.#element.line, refused: "torn: the file ends inside of it" };
  }

  #walk(byte: number): void {
    if (byte === NEWLINE) {
      this.#line += 1;
      this.#column = 0;
      this.#isFresh = true;
    } else {
      this.#column += 1;
      if (byte > SPACE) this.#isFresh = false;
    }
  }

  /** Whether an element begins with this byte. */
  #begin(byte: number): boolean {
    if (byte <= SPACE || byte === COMMA) return false;
    if (byte === OPEN_LIST && !this.#isInList) {
      this.#isInList = true;
      return false;
    }
    if (byte === CLOSE_LIST) {
      this.#isInList = false;
      return false;
    }
    const isBare = byte !== OPEN && byte !== OPEN_LIST;
    this.#element = { line: this.#line, column: this.#column, isBare };
    this.#depth = isBare ? 0 : 1;
    this.#isInText = byte === QUOTE;
    this.#isEscaped = false;
    return true;
  }

  /** Whether the element ends with this byte, or before it. */
  #ends(byte: number): boolean {
    const isBare = this.#element?.isBare === true;
    if (this.#isInText) {
      if (byte === NEWLINE) this.#isInText = false;
      else if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) {
        this.#isInText = false;
        return isBare;
      }
      return isBare && byte === NEWLINE;
    }
    if (isBare) return byte === NEWLINE || byte === COMMA || byte === CLOSE_LIST;
    if (byte === QUOTE) this.#isInText = true;
    else if (byte === OPEN || byte === OPEN_LIST) this.#depth += 1;
    else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth -= 1;
    return this.#depth === 0;
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    this.#bytes += to - from;
    if (this.#bytes > this.#bytesMax) this.#kept = [];
    else this.#kept.push(Buffer.from(chunk.subarray(from, to)));
  }

  /** What was kept, without its last bytes. */
  #cut(dropped: number): Element {
    const line = this.#element?.line ?? this.#line;
    const isTooLong = this.#bytes > this.#bytesMax;
    const whole = Buffer.concat(this.#kept);
    this.#element = undefined;
    this.#kept = [];
    this.#bytes = 0;
    this.#depth = 0;
    this.#isInText = false;
    this.#isEscaped = false;
    if (isTooLong) return { line, refused: `longer than ${this.#bytesMax.toLocaleString("en-US")} bytes` };
    return parse(whole.subarray(0, whole.length - dropped), line);
  }
}

const parse = (bytes: Buffer, line: number): Element => {
  if (bytes.includes(0)) return { line, refused: "binary data" };
  if (!isUtf8(bytes)) return { line, refused: "not UTF-8" };
  try {
    return { line, value: JSON.parse(bytes.toString("utf8")) as unknown };
  } catch {
    return { line, refused: "not JSON" };
  }
};
