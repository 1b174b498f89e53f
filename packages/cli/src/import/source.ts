import { createReadStream, statSync } from "node:fs";

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

/** Opens a file, or stdin for `-`. What the system refuses comes when it is read. */
export const countedSource = (file: string): CountedSource => {
  let read = 0;
  const { size } = file === "-" ? { size: 0 } : statSync(file);
  const counting = async function* (signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const stream: AsyncIterable<Uint8Array> =
      file === "-" ? process.stdin : createReadStream(file, { highWaterMark: READ_AT_ONCE });
    for await (const chunk of stream) {
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
