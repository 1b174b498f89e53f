import { readFileSync, statSync } from "node:fs";
import { type JournalSummary, readJournal } from "@ordeal/engine";
import { counted, humanInstant } from "@ordeal/model";
import { firstLine } from "../files/first-line.ts";
import { isLines } from "../replay/source.ts";
import { systemReason } from "../run/outputs.ts";

/** Whether a file of lines is a journal that a run wrote, and not a timeline: its first line tells, or else its name. */
export const isJournal = (file: string): boolean =>
  isLines(file) && (beginsAsJournal(file) ?? file.endsWith(".journal.ndjson"));

/** What the first line says; `undefined` when it says nothing. */
const beginsAsJournal = (file: string): boolean | undefined => {
  try {
    const first: unknown = JSON.parse(firstLine(file));
    return typeof first === "object" && first !== null ? "ordeal" in first : undefined;
  } catch {
    return undefined;
  }
};

/** What a journal says, or what is wrong with it; a line each. */
export type CheckedJournal =
  | { readonly file: string; readonly summary: JournalSummary }
  | { readonly file: string; readonly problems: ReadonlyArray<{ readonly line: number; readonly message: string }> };

export const checkJournal = (file: string): CheckedJournal => {
  try {
    // Opening a pipe would wait for whoever writes to it.
    if (!statSync(file).isFile()) return { file, problems: [{ line: 1, message: "is not a regular file" }] };
    return { file, ...readJournal(readFileSync(file, "utf8")) };
  } catch (error) {
    return { file, problems: [{ line: 1, message: `cannot be read: ${systemReason(error)}` }] };
  }
};

/** What a journal comes to, in one line. */
export const describeJournal = ({ title, seed, events, untilUs, verdict, incomplete, unhealed }: JournalSummary) => {
  const ends = verdict === undefined ? `INCOMPLETE: ${incomplete}` : `complete, verdict ${verdict}`;
  const left = unhealed.length === 0 ? "" : `; not known to be healed: ${unhealed.join(", ")}`;
  return `"${title}", seed ${seed}, ${counted(events, "event")} up to ${humanInstant(untilUs)}, ${ends}${left}`;
};
