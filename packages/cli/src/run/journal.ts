import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import type { JournalEvent } from "@ordeal/model";

/** How much text may wait before it is written. */
const BUFFER_CHARACTERS = 64 * 1024;

/** The last line of a journal: how the run ended. */
export type JournalEnd =
  | { readonly verdict: string; readonly complete: true }
  | { readonly complete: false; readonly reason: string };

/** The system refused to write the journal. */
export class JournalUnwritable extends Error {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super((cause as Error).message, { cause });
    this.path = path;
  }
}

/**
 * An append-only NDJSON journal: a line that says what runs, a line an event, a line that says how it ended. It is
 * written as it grows; without a file only its digest is kept. The digest covers the event lines, newlines included.
 */
export class JournalWriter {
  events = 0;
  private readonly hash = createHash("sha256");
  private readonly path: string;
  private file: number | undefined;
  private waiting = "";
  private ended = false;

  /** Throws {@link JournalUnwritable}, as every method that writes. */
  constructor(path: string | undefined, start: Readonly<Record<string, unknown>>) {
    this.path = path ?? "";
    if (path !== undefined) this.file = this.guard(() => openSync(path, "w"));
    this.write(`${JSON.stringify(start)}\n`);
  }

  append({ seq, atUs, type, data }: JournalEvent): void {
    this.events += 1;
    this.waiting += `${JSON.stringify({ seq, atUs, type, data })}\n`;
    if (this.waiting.length >= BUFFER_CHARACTERS) this.flush();
  }

  flush(): void {
    if (this.waiting === "") return;
    const lines = this.waiting;
    this.waiting = "";
    this.hash.update(lines);
    this.write(lines);
  }

  /** Writes the last line and closes; returns the digest. Once ended, a journal stays as it is. */
  end(end: JournalEnd): string | undefined {
    if (this.ended) return undefined;
    this.ended = true;
    try {
      this.flush();
      this.write(`${JSON.stringify(end)}\n`);
    } finally {
      if (this.file !== undefined) closeSync(this.file);
    }
    return this.hash.digest("hex");
  }

  private write(text: string): void {
    const { file } = this;
    if (file === undefined) return;
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) written += this.guard(() => writeSync(file, bytes, written));
  }

  private guard<A>(write: () => A): A {
    try {
      return write();
    } catch (cause) {
      throw new JournalUnwritable(this.path, cause);
    }
  }
}
