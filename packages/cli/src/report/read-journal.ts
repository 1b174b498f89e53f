import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { JournalPicture } from "@ordeal/dashboard";
import { type JournalLine, JournalReader } from "@ordeal/engine";
import { readLines } from "@ordeal/import";
import type { AnyEvent } from "@ordeal/model";
import { eventProblem } from "../files/event-problem.ts";
import { systemReason } from "../run/outputs.ts";
import { JournalDrawing } from "./journal-drawing.ts";

/** Larger pieces of a file would be held longer than they are needed. */
const PIECE_BYTES = 1 << 17;

/** A journal that was read to its end. */
export interface ReadJournal {
  readonly picture: JournalPicture;
  readonly version: string;
  /** The digest of its event lines, as a result names it. */
  readonly sha256: string;
}

/** A journal that cannot be read, and why, by line. */
export class JournalProblemAt extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * Reads a journal of any length and draws it. A last line that was torn off is left out, and the picture says that it is
 * not complete. Throws {@link JournalProblemAt}.
 */
export const readJournalPicture = async (file: string): Promise<ReadJournal> => {
  try {
    return await draw(createReadStream(file, { highWaterMark: PIECE_BYTES }));
  } catch (error) {
    if (error instanceof JournalProblemAt) throw error;
    throw new JournalProblemAt(1, `cannot be read: ${systemReason(error)}`);
  }
};

const draw = async (bytes: AsyncIterable<Uint8Array>): Promise<ReadJournal> => {
  const reader = new JournalReader();
  const drawing = new JournalDrawing();
  const hash = createHash("sha256");
  let version = "";
  let lastUs = 0;
  let isTorn = false;
  let lines = 0;
  for await (const line of readLines(bytes)) {
    lines = line.line;
    if ("refused" in line) throw new JournalProblemAt(line.line, `is ${line.refused}`);
    isTorn = line.isTorn && line.line > 1;
    if (isTorn) break;
    const read = reader.read(line.text);
    if ("problem" in read) throw new JournalProblemAt(read.problem.line, read.problem.message);
    if ("start" in read) {
      version = read.start.ordeal;
      drawing.hear(read.start);
    } else if ("event" in read) {
      const event = read.event as AnyEvent;
      const wrong = eventProblem(event, lastUs);
      if (wrong !== undefined) throw new JournalProblemAt(line.line, wrong);
      if (event.seq === 0 && event.type !== "run.started")
        throw new JournalProblemAt(line.line, `expected run.started first; found ${event.type}`);
      lastUs = event.atUs;
      hash.update(`${line.text}\n`);
      drawing.hear(event);
    } else if ("note" in read) drawing.hear(read.note as JournalLine);
  }
  const { verdict = null, incomplete = null } = reader.summary(isTorn);
  const picture = drawing.end({ verdict, incomplete });
  if (picture === undefined)
    throw new JournalProblemAt(lines, "expected the events of a run, beginning with run.started; found none");
  return { picture, version, sha256: hash.digest("hex") };
};
