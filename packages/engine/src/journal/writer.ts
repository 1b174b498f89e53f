import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { eventText, type JournalEvent } from "@ordeal/model";
import type { EngineLine, JournalEnd, JournalLine, JournalStart } from "./line.ts";

/** How much text may wait before it is written. */
const BUFFER_CHARACTERS = 64 * 1024;

/** The system refused to write the journal. */
export class JournalUnwritable extends Error {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super((cause as Error).message, { cause });
    this.path = path;
  }
}

/**
 * An append-only NDJSON journal: a line that says what runs, a line for every event of the run and for everything that
 * the engine does, a line that says how it ended. It is written as it grows; without a file only its digest is kept.
 * The digest covers the event lines, newlines included.
 */
export class JournalWriter {
  events = 0;
  private readonly hash = createHash("sha256");
  private readonly path: string;
  private readonly hear: ((line: JournalLine) => void) | undefined;
  private file: number | undefined;
  private waiting = "";
  private waitingEvents = "";
  private failure: JournalUnwritable | undefined;
  private ended = false;

  /** `hear` is told of every line. Throws {@link JournalUnwritable}, as `flush` and `end` do. */
  constructor(path: string | undefined, start: JournalStart, hear?: (line: JournalLine) => void) {
    this.path = path ?? "";
    this.hear = hear;
    if (path !== undefined) this.file = this.guard(() => openSync(path, "w"));
    this.waiting = `${JSON.stringify(start)}\n`;
    this.flush();
    hear?.(start);
  }

  /** Takes an event. Does not throw: whoever says it is in the middle of something; the next `flush` does. */
  append(event: JournalEvent): void {
    this.events += 1;
    const line = `${eventText(event)}\n`;
    this.waiting += line;
    this.waitingEvents += line;
    if (this.waiting.length >= BUFFER_CHARACTERS) this.write();
    this.hear?.(event);
  }

  note({ atUs, engine, data }: EngineLine): void {
    this.waiting += `${JSON.stringify({ atUs, engine, data })}\n`;
    this.flush();
    this.hear?.({ atUs, engine, data });
  }

  flush(): void {
    this.write();
    if (this.failure !== undefined) throw this.failure;
  }

  /** Writes the last line and closes; returns the digest. Once ended, a journal stays as it is. */
  end(end: JournalEnd): string | undefined {
    if (this.ended) return undefined;
    this.ended = true;
    this.hear?.(end);
    this.waiting += `${JSON.stringify(end)}\n`;
    try {
      this.flush();
    } finally {
      if (this.file !== undefined) closeSync(this.file);
    }
    return this.hash.digest("hex");
  }

  private write(): void {
    this.hash.update(this.waitingEvents);
    const text = this.waiting;
    this.waiting = "";
    this.waitingEvents = "";
    const { file } = this;
    if (file === undefined || text === "" || this.failure !== undefined) return;
    const bytes = Buffer.from(text);
    try {
      for (let written = 0; written < bytes.length; ) written += this.guard(() => writeSync(file, bytes, written));
    } catch (failure) {
      this.failure = failure as JournalUnwritable;
    }
  }

  private guard<A>(write: () => A): A {
    try {
      return write();
    } catch (cause) {
      throw new JournalUnwritable(this.path, cause);
    }
  }
}
