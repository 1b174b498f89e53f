import { closeSync, openSync, readSync, writeSync } from "node:fs";

/** How much text is gathered before it is written, and how much is read at once, in characters and bytes. */
const WRITTEN_AT_ONCE = 1 << 18;
const READ_AT_ONCE = 1 << 20;

/**
 * Texts with their times, kept in a file, that come back in order of time; of equal times, in order of their lines.
 * Memory holds 24 bytes for each, and 4 more while they come back out of order.
 */
export class Spool {
  readonly #file: number;
  #timesUs = new Float64Array(1_024);
  #lines = new Float64Array(1_024);
  /** Where each text begins in the file; it ends where the next begins. */
  #offsets = new Float64Array(1_025);
  #count = 0;
  #isInOrder = true;
  #pending = "";
  #pendingBytes = 0;

  constructor(path: string) {
    this.#file = openSync(path, "wx+");
  }

  get count(): number {
    return this.#count;
  }

  add(atUs: number, line: number, text: string): void {
    if (this.#count === this.#timesUs.length) this.#grow();
    this.#isInOrder &&= this.#count === 0 || this.#isAfterLast(atUs, line);
    this.#timesUs[this.#count] = atUs;
    this.#lines[this.#count] = line;
    this.#count += 1;
    this.#pending += text;
    this.#pendingBytes += Buffer.byteLength(text);
    this.#offsets[this.#count] = this.#pendingBytes;
    if (this.#pending.length >= WRITTEN_AT_ONCE) this.#flush();
  }

  /** All of them, in order of time. */
  *inOrder(): Generator<{ readonly atUs: number; readonly text: string }> {
    this.#flush();
    const order = this.#isInOrder ? undefined : this.#order();
    let window = Buffer.alloc(0);
    let windowAt = 0;
    for (let place = 0; place < this.#count; place++) {
      const index = order?.[place] ?? place;
      const from = this.#offsets[index] as number;
      const bytes = (this.#offsets[index + 1] as number) - from;
      if (from < windowAt || from + bytes > windowAt + window.length) {
        // Texts that lie apart are read one by one: what lies between them would be read for nothing.
        window = this.#read(from, order === undefined ? Math.max(bytes, READ_AT_ONCE) : bytes);
        windowAt = from;
      }
      const text = window.toString("utf8", from - windowAt, from - windowAt + bytes);
      yield { atUs: this.#timesUs[index] as number, text };
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #isAfterLast(atUs: number, line: number): boolean {
    const last = this.#count - 1;
    const lastUs = this.#timesUs[last] as number;
    return atUs > lastUs || (atUs === lastUs && line >= (this.#lines[last] as number));
  }

  #order(): Uint32Array {
    const times = this.#timesUs;
    const lines = this.#lines;
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    return order.sort(
      (a, b) => (times[a] as number) - (times[b] as number) || (lines[a] as number) - (lines[b] as number) || a - b,
    );
  }

  #read(from: number, bytes: number): Buffer<ArrayBuffer> {
    const into = Buffer.alloc(bytes);
    let read = 0;
    while (read < bytes) {
      const now = readSync(this.#file, into, read, bytes - read, from + read);
      if (now === 0) break;
      read += now;
    }
    return into.subarray(0, read);
  }

  #flush(): void {
    if (this.#pending === "") return;
    const bytes = Buffer.from(this.#pending);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    this.#pending = "";
  }

  #grow(): void {
    const length = this.#timesUs.length * 2;
    this.#timesUs = grown(this.#timesUs, length);
    this.#lines = grown(this.#lines, length);
    this.#offsets = grown(this.#offsets, length + 1);
  }
}

const grown = (values: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> => {
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
};
