import { constants, createReadStream, openSync, statSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";

/** A file or stdin, and how far it has been read. */
export interface CountedSource {
  /** Reads it, once; an abort ends it with an error. */
  readonly bytes: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  /** From 0 to 1; 0 as long as nobody knows how much there is. */
  readonly share: () => number;
  readonly said: () => string;
}

/** Little enough to be read in some milliseconds, even if it is thousands of lines that are nearly empty. */
const READ_AT_ONCE = 1 << 12;
/** What reads a source never waits for anything else: so often it waits all the same, and an interrupt is heard. */
const TURN_MS = 10;

/**
 * What a pipe with a name says, from whoever comes to write. It is waited for like a socket: a thread that is left waiting
 * in the opening, or the reading, of a pipe keeps its process from ever ending.
 */
const openPipe = (file: string): Readable =>
  new Socket({ fd: openSync(file, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });

/** Opens a file, or stdin for `-`. What the system refuses comes when it is read. */
export const countedSource = (file: string): CountedSource => {
  let read = 0;
  const status = file === "-" ? undefined : statSync(file);
  const size = status?.size ?? 0;
  const counting = async function* (signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const stream: Readable =
      status === undefined ? process.stdin : status.isFIFO() ? openPipe(file) : createReadStream(file);
    signal.addEventListener("abort", () => stream.destroy(), { once: true });
    let turnMs = performance.now();
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      for (let from = 0; from < chunk.length; from += READ_AT_ONCE) {
        if (performance.now() - turnMs > TURN_MS) {
          await setImmediate();
          turnMs = performance.now();
        }
        signal.throwIfAborted();
        const piece = chunk.subarray(from, from + READ_AT_ONCE);
        read += piece.length;
        yield piece;
      }
    }
  };
  return {
    bytes: counting,
    share: () => (size === 0 ? 0 : Math.min(1, read / size)),
    said: () => (size > 0 && read >= size ? "writing the timeline" : `${(read / 1e6).toFixed(0)} MB read`),
  };
};
