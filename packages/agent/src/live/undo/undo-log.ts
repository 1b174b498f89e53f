import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import * as Schema from "effect/Schema";
import { Undo } from "./undo.ts";

/** The most of a log that is read. */
const CHARACTERS_MAX = 67_108_864;

/** To whom something belongs that has to be undone: the lab itself, or a fault by its id. */
export type Owner = string;
export const LAB: Owner = "lab";

/** Something that has to be undone some day, with its number. */
const Entry = Schema.Struct({ entry: Schema.Int, owner: Schema.String, undo: Undo });
export type Entry = typeof Entry.Type;
const Done = Schema.Struct({ done: Schema.Int });
const Line = Schema.fromJsonString(Schema.Union([Entry, Done]));

const decodeLine = Schema.decodeUnknownOption(Line);
const encodeLine = Schema.encodeSync(Line);

/**
 * What was changed on the machine and how it is undone, on disk before it is changed. Whoever comes after a process that
 * was killed finds everything there that may have been done.
 */
export class UndoLog {
  private readonly file: number;
  private readonly open = new Map<number, Entry>();
  private next: number;

  /** Opens a log, and takes up where it ends. */
  constructor(path: string) {
    const entries = readEntries(path);
    for (const entry of entries.open) this.open.set(entry.entry, entry);
    this.next = entries.next;
    this.file = openSync(path, "a", 0o600);
    // The last line of one that was killed may have no end.
    this.append("\n");
  }

  /** Writes down what has to be undone; on disk when it returns. Only then it may be done. */
  begin(owner: Owner, undo: Undo): Entry {
    const entry = { entry: this.next++, owner, undo };
    this.append(`${encodeLine(entry)}\n`);
    fsyncSync(this.file);
    this.open.set(entry.entry, entry);
    return entry;
  }

  /** It is undone. */
  end({ entry }: Entry): void {
    if (this.open.delete(entry)) this.append(`${encodeLine({ done: entry })}\n`);
  }

  private append(text: string): void {
    writeSync(this.file, text);
  }

  /** What is left to be undone, of an owner or of all: the last first. */
  left(owner?: Owner): ReadonlyArray<Entry> {
    return [...this.open.values()].filter((one) => owner === undefined || one.owner === owner).reverse();
  }

  close(): void {
    closeSync(this.file);
  }
}

const readEntries = (path: string): { readonly open: ReadonlyArray<Entry>; readonly next: number } => {
  const open = new Map<number, Entry>();
  let next = 1;
  for (const line of textOf(path).split("\n")) {
    const decoded = decodeLine(line);
    // The end of a line that was not written whole: what it says was not done yet.
    if (decoded._tag === "None") continue;
    const { value } = decoded;
    if ("done" in value) open.delete(value.done);
    else {
      open.set(value.entry, value);
      next = value.entry + 1;
    }
  }
  return { open: [...open.values()], next };
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8").slice(0, CHARACTERS_MAX);
  } catch {
    return "";
  }
};
