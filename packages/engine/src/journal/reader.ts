import type { Verdict } from "@ordeal/model";
import * as Schema from "effect/Schema";

const Start = Schema.Struct({ ordeal: Schema.String, title: Schema.String, seed: Schema.Int });
const Event = Schema.Struct({ seq: Schema.Int, atUs: Schema.Int, type: Schema.String, data: Schema.Unknown });
const Note = Schema.Struct({ atUs: Schema.Int, engine: Schema.String, data: Schema.Unknown });
const End = Schema.Union([
  Schema.Struct({ verdict: Schema.Literals(["pass", "unknown", "fail"]), complete: Schema.Literal(true) }),
  Schema.Struct({ complete: Schema.Literal(false), reason: Schema.String }),
]);

const decodeStart = Schema.decodeUnknownOption(Start);
const decodeEvent = Schema.decodeUnknownOption(Event);
const decodeNote = Schema.decodeUnknownOption(Note);
const decodeEnd = Schema.decodeUnknownOption(End);

/** What a journal says of the run that wrote it. */
export interface JournalSummary {
  readonly title: string;
  readonly seed: number;
  readonly events: number;
  /** The last instant that the journal knows, in microseconds. */
  readonly untilUs: number;
  /** Faults that were injected and of which the journal does not say that they were gone. */
  readonly unhealed: ReadonlyArray<string>;
  /** Only a journal that is complete has one. */
  readonly verdict: Verdict | undefined;
  /** Why it is not complete; `undefined` when it is. */
  readonly incomplete: string | undefined;
}

/** A line that is not what a journal has there; the first line is 1. */
export interface JournalProblem {
  readonly line: number;
  readonly message: string;
}

const KILLED = "it has no last line: the engine was killed, or is still at work";

/** What a line of a journal says, or what is wrong with it. */
export type ReadLine =
  | { readonly start: typeof Start.Type }
  | { readonly event: typeof Event.Type }
  | { readonly note: typeof Note.Type }
  | { readonly end: typeof End.Type }
  | { readonly problem: JournalProblem };

/** Reads a journal line by line, in the order in which they stand, and holds no line. */
export class JournalReader {
  private readonly injected = new Set<string>();
  private line = 0;
  private title = "";
  private seed = 0;
  private events = 0;
  private untilUs = 0;
  private ended: typeof End.Type | undefined;

  /** Takes the next line. After a problem with the first line there is no journal to go on with. */
  read(text: string): ReadLine {
    this.line += 1;
    const value = parse(text);
    if (this.line === 1) return this.begin(value);
    const event = decodeEvent(value);
    if (this.ended !== undefined) return this.wrong("expected nothing after the line that ends the journal");
    if (event._tag === "Some") return this.take(event.value);
    const note = decodeNote(value);
    if (note._tag === "Some") {
      this.untilUs = note.value.atUs;
      follow(note.value.engine, note.value.data, this.injected);
      return { note: note.value };
    }
    const last = decodeEnd(value);
    if (last._tag === "None") return this.wrong("expected an event, what the engine did, or how the run ended");
    this.ended = last.value;
    return { end: last.value };
  }

  /** What all lines so far come to; `isTorn` when a piece of a line came after them. */
  summary(isTorn: boolean): JournalSummary {
    const { title, seed, events, untilUs, injected, ended } = this;
    const unfinished = isTorn ? `${KILLED}; its last line is torn` : KILLED;
    return {
      title,
      seed,
      events,
      untilUs,
      unhealed: [...injected],
      verdict: ended?.complete === true ? ended.verdict : undefined,
      incomplete: ended === undefined ? unfinished : ended.complete ? undefined : ended.reason,
    };
  }

  private begin(value: unknown): ReadLine {
    const start = decodeStart(value);
    if (start._tag === "None")
      return this.wrong('expected a journal, which begins with {"ordeal": …, "title": …, "seed": …}');
    this.title = start.value.title;
    this.seed = start.value.seed;
    return { start: start.value };
  }

  private take(event: typeof Event.Type): ReadLine {
    const expected = this.events;
    this.events = event.seq + 1;
    this.untilUs = event.atUs;
    return event.seq === expected
      ? { event }
      : this.wrong(`expected event ${expected}, found ${event.seq}: lines are missing`);
  }

  private wrong(message: string): ReadLine {
    return { problem: { line: this.line, message } };
  }
}

/**
 * Reads a journal, also one whose engine was killed: a last line that was torn off is left out, and said. A line that
 * makes no sense anywhere else is a problem.
 */
export const readJournal = (
  text: string,
): { readonly summary: JournalSummary } | { readonly problems: ReadonlyArray<JournalProblem> } => {
  const lines = text.split("\n");
  const torn = lines.pop() ?? "";
  const reader = new JournalReader();
  const problems: Array<JournalProblem> = [];
  // A journal of nothing but a torn line says what runs, if it says anything.
  for (const [index, line] of (lines.length === 0 ? [torn] : lines).entries()) {
    const read = reader.read(line);
    if ("problem" in read) problems.push(read.problem);
    if ("problem" in read && index === 0) break;
  }
  return problems.length > 0 ? { problems } : { summary: reader.summary(torn !== "") };
};

const Ids = Schema.Struct({ faultIds: Schema.Array(Schema.String) });
const Healed = Schema.Struct({ unhealed: Schema.Array(Schema.String) });

/** Keeps track of the faults that are not known to be gone. */
const follow = (engine: string, data: unknown, injected: Set<string>): void => {
  const ids = Schema.decodeUnknownOption(Ids)(data);
  if (engine === "faults.injected" && ids._tag === "Some") for (const id of ids.value.faultIds) injected.add(id);
  const healed = Schema.decodeUnknownOption(Healed)(data);
  if (engine !== "faults.healed" || healed._tag === "None") return;
  injected.clear();
  for (const id of healed.value.unhealed) injected.add(id);
};

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
