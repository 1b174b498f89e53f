import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { journalRunPicture, type ReportPart, runPicture, type SourceText } from "@ordeal/dashboard";
import { counted, type ResultDocument, ResultDocumentSchema } from "@ordeal/model";
import * as Schema from "effect/Schema";
import { systemReason } from "../run/outputs.ts";
import { isJournal } from "../verbs/check-journal.ts";
import { version } from "../version.ts";
import { CampaignDocument, campaignBlocks } from "./campaign-document.ts";
import { CompareDocument, compareBlocks } from "./compare-document.ts";
import { HuntDocument, huntBlocks } from "./hunt-document.ts";
import { PlanDocument, planBlocks } from "./plan-document.ts";
import { JournalProblemAt, type ReadJournal, readJournalPicture } from "./read-journal.ts";
import { ReplayDocument, replayBlocks } from "./replay-document.ts";

/** A document of results larger than this is read by nobody. */
const DOCUMENT_BYTES_MAX = 256_000_000;

const EXPECTED =
  "expected what a command wrote: the journal or the result of run --out, or the document of run, hunt, replay, campaign, plan or compare --json";

/** What of a file cannot be shown, and why; one line. */
export class CannotReport extends Error {
  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`);
  }
}

/** How a result is to be read. */
export interface ReadingOptions {
  /** Whether a journal without a verdict is drawn all the same. */
  readonly takesIncomplete: boolean;
}

/** What a file that a command wrote has to show. Throws {@link CannotReport}. */
export const readResult = async (file: string, options: ReadingOptions): Promise<ReadonlyArray<ReportPart>> => {
  try {
    if (!statSync(file).isFile()) throw new CannotReport(file, `is not a regular file; ${EXPECTED}`);
    if (isJournal(file)) return [await journalPart(file, options)];
  } catch (error) {
    if (error instanceof CannotReport) throw error;
    throw new CannotReport(file, `cannot be read: ${systemReason(error)}`);
  }
  return documentParts(file, readJson(file));
};

const readJson = (file: string): unknown => {
  const { size } = statSync(file);
  if (size > DOCUMENT_BYTES_MAX) throw new CannotReport(file, `is too large: ${counted(size, "byte")}`);
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new CannotReport(file, `is no JSON; ${EXPECTED}`);
  }
};

/** A journal beside which its result lies is shown with it. */
const journalPart = async (file: string, { takesIncomplete }: ReadingOptions): Promise<ReportPart> => {
  const read = await openJournal(file);
  requireVersion(file, read.version, undefined);
  const { picture } = read;
  if (picture.incomplete !== null && !takesIncomplete) {
    throw new CannotReport(
      file,
      `the journal has no verdict: ${picture.incomplete}; expected a complete one (to draw it all the same: --incomplete)`,
    );
  }
  const result = file.replace(/\.journal\.ndjson$/, ".result.json");
  if (result !== file && existsSync(result)) {
    const document = decodeAs(result, ResultDocumentSchema, readJson(result));
    if (document.journal.sha256 === read.sha256) return runPart(document, { read });
  }
  return { what: "run", run: journalRunPicture(basename(file), picture) };
};

const openJournal = async (file: string): Promise<ReadJournal> => {
  try {
    return await readJournalPicture(file);
  } catch (error) {
    if (!(error instanceof JournalProblemAt)) throw error;
    throw new CannotReport(file, `line ${error.line}: ${error.message}`);
  }
};

/** What a document of a command has to show, part by part. */
const documentParts = async (file: string, value: unknown): Promise<ReadonlyArray<ReportPart>> => {
  if (typeof value !== "object" || value === null) throw new CannotReport(file, EXPECTED);
  if ("coverage" in value && "timelines" in value) {
    const document = decodeAs(file, HuntDocument, value);
    requireVersion(file, document.ordeal, document.command);
    return [{ what: "blocks", part: huntBlocks(document) }];
  }
  if ("judgements" in value && "histogram" in value) {
    const document = decodeAs(file, CampaignDocument, value);
    requireVersion(file, document.ordeal, document.command);
    if (document.seeds.runs === 0) throw new CannotReport(file, `holds no run; run it again: ${document.command}`);
    return [{ what: "blocks", part: campaignBlocks(document) }];
  }
  if ("settings" in value && "breakEvens" in value) {
    const document = decodeAs(file, PlanDocument, value);
    requireVersion(file, document.ordeal, document.command);
    return [{ what: "blocks", part: planBlocks(document) }];
  }
  if ("buckets" in value && "predicted" in value)
    return [{ what: "blocks", part: compareBlocks(decodeAs(file, CompareDocument, value)) }];
  if ("ledgerUs" in value) return [await resultPart(file, value)];
  if (!("results" in value) || !Array.isArray(value.results)) throw new CannotReport(file, EXPECTED);
  if (value.results.length === 0) throw new CannotReport(file, "holds no result: nothing was run");
  const parts: Array<ReportPart> = [];
  for (const result of value.results) parts.push(await resultPart(file, result));
  if (!("replay" in value)) return parts;
  const replayed = decodeAs(file, ReplayDocument, value);
  const result = decodeAs(file, ResultDocumentSchema, value.results[0]);
  return [{ what: "blocks", part: replayBlocks(replayed, result) }, ...parts];
};

const resultPart = async (file: string, value: unknown): Promise<ReportPart> => {
  const wroteIt = (value as { readonly ordeal?: unknown }).ordeal;
  const command = (value as { readonly command?: unknown }).command;
  if (typeof wroteIt === "string") requireVersion(file, wroteIt, typeof command === "string" ? command : undefined);
  const document = decodeAs(file, ResultDocumentSchema, value);
  return runPart(document, await journalOf(document, file));
};

type FoundJournal = { readonly read: ReadJournal } | { readonly missing: string };

/** The journal that a result names: where it says, or beside the result; only if it is that of the result. */
const journalOf = async ({ journal }: ResultDocument, file: string): Promise<FoundJournal> => {
  if (journal.file === null)
    return { missing: "the run kept no journal; run it with --out DIR, or with --report FILE" };
  const found = [join(dirname(file), basename(journal.file)), journal.file].find((path) => existsSync(path));
  if (found === undefined) return { missing: `its journal, ${journal.file}, is not there any more` };
  const read = await openJournal(found);
  return read.sha256 === journal.sha256 ? { read } : { missing: `${found} is the journal of another run` };
};

/** One run as its result and its journal tell it. */
export const runPart = (
  document: ResultDocument,
  found: FoundJournal,
  source: SourceText | null = null,
): ReportPart => ({
  what: "run",
  run: runPicture(document, {
    journal: "read" in found ? found.read.picture : null,
    journalMissing: "missing" in found ? found.missing : null,
    source,
  }),
});

const requireVersion = (file: string, wroteIt: string, command: string | undefined): void => {
  if (wroteIt === version) return;
  const again = command === undefined ? "run it again" : `run it again: ${command}`;
  throw new CannotReport(file, `ordeal ${wroteIt} wrote it; expected what ordeal ${version} writes: ${again}`);
};

/** Reads what the page needs of a document; what else it holds is left alone. */
const decodeAs = <T, E>(file: string, schema: Schema.Codec<T, E>, value: unknown): T => {
  const decoded = Schema.decodeUnknownResult(schema)(value);
  if (decoded._tag === "Success") return decoded.success;
  throw new CannotReport(file, `${decoded.failure.message.replace(/\s*\n\s*/g, " ").slice(0, 300)}; ${EXPECTED}`);
};
