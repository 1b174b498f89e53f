import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { JournalReader, type JournalSummary, type ReadLine } from "@ordeal/engine";
import { readLines } from "@ordeal/import";
import { type AnyEvent, type EventData, eventText, type JournalEvent, type ResultDocument } from "@ordeal/model";
import { eventProblem } from "../files/event-problem.ts";
import { loadResult } from "../files/load-result.ts";
import { type CountedSource, countedSource } from "../import/source.ts";
import { systemReason } from "../run/outputs.ts";
import { isJournal } from "../verbs/check-journal.ts";

/** A journal that was read once from its beginning to its end and found good, and the result of its run where there is one. */
export interface RecordedRun {
  readonly journal: string;
  readonly ordeal: string;
  readonly summary: JournalSummary;
  /** What the run began with; `undefined` where it did not come so far. */
  readonly began: EventData<"run.started"> | undefined;
  /** The SHA-256 of its event lines, as results name it. */
  readonly sha256: string;
  readonly result: ResultDocument | undefined;
  /** The steady state as the engine found it before the first fault and at the last look. */
  readonly steady: { readonly first: boolean | undefined; readonly last: boolean | undefined };
}

/** What keeps a run from being exported: a line each. */
export interface Unreadable {
  readonly problems: ReadonlyArray<string>;
}

/** One reading of a journal from its beginning to its end. */
export interface Pass {
  readonly signal: AbortSignal;
  /** Told what is read, so that somebody can look how far it is. */
  readonly onSource: (source: CountedSource) => void;
}

/**
 * Opens what `export` was given: a journal, with the result beside it; or a result, with its journal. Reads the whole
 * journal once, so that nothing is written or sent of one that turns out to be bad at its end. Memory stays bounded however
 * long it is.
 */
export const openRun = async (file: string, pass: Pass): Promise<RecordedRun | Unreadable> => {
  const found = await findFiles(file);
  if ("problems" in found) return found;
  const { journal, result } = found;
  const surveyed = await survey(journal, pass);
  if ("problems" in surveyed) return surveyed;
  if (result !== undefined && result.journal.sha256 !== surveyed.sha256) {
    return { problems: [`${journal} is not the journal of the result beside it: its events have another SHA-256`] };
  }
  return { ...surveyed, journal, result };
};

/** The journal and the result that belong together: NAME.journal.ndjson and NAME.result.json of one folder. */
const findFiles = async (
  file: string,
): Promise<{ readonly journal: string; readonly result: ResultDocument | undefined } | Unreadable> => {
  try {
    if (!statSync(file).isFile())
      return { problems: [`${file} is not a regular file: expected a journal or a result`] };
    if (isJournal(file)) {
      const beside = file.replace(/\.journal\.ndjson$/, ".result.json");
      if (beside === file || !existsSync(beside)) return { journal: file, result: undefined };
      const loaded = await loadResult(beside);
      return "problems" in loaded ? loaded : { journal: file, result: loaded.document };
    }
  } catch (error) {
    return { problems: [`${file} cannot be read: ${systemReason(error)}`] };
  }
  const loaded = await loadResult(file);
  if ("problems" in loaded) return loaded;
  const { journal } = loaded.document;
  const beside = join(dirname(file), basename(file).replace(/\.result\.json$/, ".journal.ndjson"));
  const at = [beside, journal.file].find((path) => path !== null && path !== file && existsSync(path));
  if (at !== undefined && at !== null) return { journal: at, result: loaded.document };
  const missing =
    journal.file === null
      ? "it was run without --out, and kept none"
      : `neither ${beside} nor ${journal.file} is there`;
  return { problems: [`${file} has no journal: ${missing}`] };
};

/**
 * The events of a run that was opened, from the first on; every call reads the journal again. With `only`, those alone
 * whose type begins so: lines of others are not even parsed.
 */
export const eventsOf = async function* (journal: string, pass: Pass, only = ""): AsyncGenerator<AnyEvent> {
  const mark = `"type":"${only}`;
  const source = countedSource(journal);
  pass.onSource(source);
  for await (const line of readLines(source.bytes(pass.signal))) {
    if ("refused" in line) throw changed(journal);
    if (line.isTorn) return;
    if (!line.text.includes(mark)) continue;
    try {
      const event = JSON.parse(line.text) as AnyEvent;
      // A title or a cause may look like it.
      if (event.type?.startsWith(only)) yield event;
    } catch (error) {
      throw error instanceof SyntaxError ? changed(journal) : error;
    }
  }
};

const changed = (journal: string): Error => new Error(`${journal} changed while it was exported`);

type Surveyed = Omit<RecordedRun, "journal" | "result">;

const survey = async (journal: string, pass: Pass): Promise<Surveyed | Unreadable> => {
  const hash = createHash("sha256");
  let ordeal = "";
  let began: RecordedRun["began"];
  let first: boolean | undefined;
  let last: boolean | undefined;
  let lastUs = 0;
  let isTorn = false;
  let lines = 0;
  const reader = new JournalReader();
  for await (const line of linesOf(journal, reader, pass)) {
    if ("torn" in line) {
      isTorn = true;
      break;
    }
    lines += 1;
    const { read, number } = line;
    if ("problem" in read) return { problems: [`${journal}:${read.problem.line} ${read.problem.message}`] };
    if ("start" in read) ordeal = read.start.ordeal;
    if ("note" in read && read.note.engine.startsWith("steadyState.")) {
      last = read.note.engine === "steadyState.held";
      first ??= last;
    }
    if (!("event" in read)) continue;
    const event = read.event as AnyEvent;
    const wrong = eventProblem(event, lastUs);
    if (wrong !== undefined) return { problems: [`${journal}:${number} ${wrong}`] };
    lastUs = event.atUs;
    if (event.type === "run.started") began = event.data;
    hash.update(`${eventText(event as JournalEvent)}\n`);
  }
  if (lines === 0) return { problems: [`${journal} is empty: expected a journal`] };
  return { ordeal, began, summary: reader.summary(isTorn), sha256: hash.digest("hex"), steady: { first, last } };
};

/** The lines of a journal, read in order; `torn` for a last line without its end, which says nothing. */
const linesOf = async function* (
  journal: string,
  reader: JournalReader,
  pass: Pass,
): AsyncGenerator<{ readonly number: number; readonly read: ReadLine } | { readonly torn: true }> {
  const source = countedSource(journal);
  pass.onSource(source);
  for await (const line of readLines(source.bytes(pass.signal))) {
    if ("refused" in line) {
      const problem = { line: line.line, message: `is ${line.refused}` };
      return yield { number: line.line, read: { problem } };
    }
    if (line.isTorn && line.line > 1) return yield { torn: true };
    yield { number: line.line, read: reader.read(line.text) };
  }
};
