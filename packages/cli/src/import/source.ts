import { constants, createReadStream, openSync, statSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";

/** A file or stdin, and how far it has been read. */
export interface CountedSource {
  /** Reads it, once; an abort ends it with an error. */
  readonly bytes: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  /** From 0 to 1; 0 as long as nobody knows how much there is. */
  readonly share: () => number;
  readonly said: () => string;
}

/** Little enough that an interrupt is heard between two chunks: what reads them never waits for anything else. */
const READ_AT_ONCE = 1 << 15;

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
      status === undefined
        ? process.stdin
        : status.isFIFO()
          ? openPipe(file)
          : createReadStream(file, { highWaterMark: READ_AT_ONCE });
    signal.addEventListener("abort", () => stream.destroy(), { once: true });
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      signal.throwIfAborted();
      read += chunk.length;
      yield chunk;
    }
  };
  return {
    bytes: counting,
    share: () => (size === 0 ? 0 : Math.min(1, read / size)),
    said: () => (size > 0 && read >= size ? "writing the timeline" : `${(read / 1e6).toFixed(0)} MB read`),
  };
};
