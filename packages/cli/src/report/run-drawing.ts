import { readFileSync } from "node:fs";
import { type ReportPart, runPicture, type SourceText } from "@ordeal/dashboard";
import type { ResultDocument } from "@ordeal/model";
import { JournalDrawing } from "./journal-drawing.ts";

/** More of an experiment than this is not shown. */
const SOURCE_CHARACTERS_MAX = 100_000;

/** Draws a run while it goes on. */
export class RunDrawing extends JournalDrawing {
  /** What a report shows of the run that was heard. */
  partOf(document: ResultDocument, file: string): ReportPart {
    const journal = this.end({ verdict: document.verdict, incomplete: null }) ?? null;
    const journalMissing = journal === null ? "the run never began" : null;
    return { what: "run", run: runPicture(document, { journal, journalMissing, source: sourceOf(file) }) };
  }
}

/** The experiment as somebody wrote it, where it is a file that can be read again. */
const sourceOf = (file: string): SourceText | null => {
  try {
    const text = readFileSync(file, "utf8");
    const more = text.length - SOURCE_CHARACTERS_MAX;
    return { file, text: more > 0 ? `${text.slice(0, SOURCE_CHARACTERS_MAX)}\n… and ${more} characters more` : text };
  } catch {
    return null;
  }
};
