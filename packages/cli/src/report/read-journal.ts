import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { JournalPicture } from "@ordeal/dashboard";
import type { JournalLine } from "@ordeal/engine";
import { type AnyEvent, type EventType, eventTypeNames, eventTypes, verdicts } from "@ordeal/model";
import * as Schema from "effect/Schema";
import { systemReason } from "../run/outputs.ts";
import { JournalDrawing } from "./journal-drawing.ts";

/** No line of a journal is as long. */
const LINE_CHARACTERS_MAX = 1_000_000;

const Start = Schema.Struct({ ordeal: Schema.String, title: Schema.String, seed: Schema.Int });
const EngineNote = Schema.Struct({
  atUs: Schema.Int,
  engine: Schema.Literals(["faults.injected", "steadyState.held", "steadyState.broken", "stopped", "faults.healed"]),
  data: Schema.Record(Schema.String, Schema.Unknown),
});
const End = Schema.Union([
  Schema.Struct({ verdict: Schema.Literals(verdicts), complete: Schema.Literal(true) }),
  Schema.Struct({ complete: Schema.Literal(false), reason: Schema.String }),
]);
const isStart = Schema.is(Start);
const isNote = Schema.is(EngineNote);
const isEnd = Schema.is(End);

const carries = Object.fromEntries(
  eventTypeNames.map((type) => [type, Schema.is(Schema.Struct(eventTypes[type] as Schema.Struct.Fields))]),
) as unknown as Readonly<Record<EventType, (data: unknown) => boolean>>;

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
  const reader = new JournalReader();
  let rest = "";
  const stream = createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 17 });
  try {
    for await (const chunk of stream) {
      const lines = (rest + (chunk as string)).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LINE_CHARACTERS_MAX) throw new JournalProblemAt(reader.lines + 1, "the line is too long");
      for (const line of lines) reader.take(line);
    }
  } catch (error) {
    if (error instanceof JournalProblemAt) throw error;
    throw new JournalProblemAt(1, `cannot be read: ${systemReason(error)}`);
  }
  return reader.end();
};

class JournalReader {
  lines = 0;
  private events = 0;
  private atUs = 0;
  private isEnded = false;
  private version = "";
  private readonly hash = createHash("sha256");
  private readonly drawing = new JournalDrawing();

  take(text: string): void {
    this.lines++;
    const line = this.decode(parse(text));
    if (this.isEnded) throw this.problem("expected nothing after the line that ends the journal");
    if ("type" in line) this.hash.update(`${text}\n`);
    if ("complete" in line) this.isEnded = true;
    this.drawing.hear(line);
  }

  end(): ReadJournal {
    const picture = this.drawing.end();
    if (picture === undefined)
      throw this.problem("expected the events of a run, beginning with run.started; found none");
    return { picture, version: this.version, sha256: this.hash.digest("hex") };
  }

  private decode(value: unknown): JournalLine {
    if (this.lines === 1) {
      if (!isStart(value))
        throw this.problem('expected a journal, which begins with {"ordeal": …, "title": …, "seed": …}');
      this.version = value.ordeal;
      return value;
    }
    const event = value as AnyEvent | null;
    if (typeof event === "object" && event !== null && "type" in event) return this.event(event);
    if (isNote(value)) return value;
    if (isEnd(value)) return value;
    throw this.problem("expected an event, what the engine did, or how the run ended");
  }

  private event(event: AnyEvent): JournalLine {
    const { type, seq, atUs, data } = event;
    if (!Object.hasOwn(carries, type)) throw this.problem(`expected an event that this version knows; found "${type}"`);
    if (seq !== this.events) throw this.problem(`expected event ${this.events}, found ${seq}: lines are missing`);
    if (!Number.isSafeInteger(atUs) || atUs < this.atUs) throw this.problem("expected events in order of time");
    if (!carries[type](data))
      throw this.problem(`expected of ${type} what the reference of events says that it carries`);
    if (seq === 0 && type !== "run.started") throw this.problem(`expected run.started first; found ${type}`);
    this.events++;
    this.atUs = atUs;
    return event;
  }

  private problem(message: string): JournalProblemAt {
    return new JournalProblemAt(this.lines, message);
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
