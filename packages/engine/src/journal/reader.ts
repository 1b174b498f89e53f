import type { Verdict } from "@ordeal/model";
import * as Schema from "effect/Schema";

const Start = Schema.Struct({ ordeal: Schema.String, title: Schema.String, seed: Schema.Int });
const Event = Schema.Struct({ seq: Schema.Int, atUs: Schema.Int, type: Schema.String, data: Schema.Unknown });
const Note = Schema.Struct({ atUs: Schema.Int, engine: Schema.String, data: Schema.Unknown });
const End = Schema.Union([
  Schema.Struct({ verdict: Schema.Literals(["pass", "unknown", "fail"]), complete: Schema.Literal(true) }),
  Schema.Struct({ complete: Schema.Literal(false), reason: Schema.String }),
]);

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

/**
 * Reads a journal, also one whose engine was killed: a last line that was torn off is left out, and said. A line that
 * makes no sense anywhere else is a problem.
 */
export const readJournal = (
  text: string,
): { readonly summary: JournalSummary } | { readonly problems: ReadonlyArray<JournalProblem> } => {
  const lines = text.split("\n");
  const torn = lines.pop() ?? "";
  const start = Schema.decodeUnknownOption(Start)(parse(lines[0] ?? torn));
  if (start._tag === "None") {
    return {
      problems: [{ line: 1, message: 'expected a journal, which begins with {"ordeal": …, "title": …, "seed": …}' }],
    };
  }
  const problems: Array<JournalProblem> = [];
  const injected = new Set<string>();
  let events = 0;
  let untilUs = 0;
  let end: typeof End.Type | undefined;
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    const value = parse(line);
    const event = Schema.decodeUnknownOption(Event)(value);
    const note = Schema.decodeUnknownOption(Note)(value);
    const last = Schema.decodeUnknownOption(End)(value);
    if (end !== undefined)
      problems.push({ line: index + 1, message: "expected nothing after the line that ends the journal" });
    else if (event._tag === "Some") {
      if (event.value.seq !== events)
        problems.push({
          line: index + 1,
          message: `expected event ${events}, found ${event.value.seq}: lines are missing`,
        });
      events = event.value.seq + 1;
      untilUs = event.value.atUs;
    } else if (note._tag === "Some") {
      untilUs = note.value.atUs;
      follow(note.value.engine, note.value.data, injected);
    } else if (last._tag === "Some") end = last.value;
    else problems.push({ line: index + 1, message: "expected an event, what the engine did, or how the run ended" });
  }
  if (problems.length > 0) return { problems };
  const incomplete =
    end === undefined
      ? torn === ""
        ? KILLED
        : `${KILLED}; its last line is torn`
      : end.complete
        ? undefined
        : end.reason;
  return {
    summary: {
      title: start.value.title,
      seed: start.value.seed,
      events,
      untilUs,
      unhealed: [...injected],
      verdict: end?.complete === true ? end.verdict : undefined,
      incomplete,
    },
  };
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
