import { readFileSync } from "node:fs";
import { type JournalSummary, readJournal } from "@ordeal/engine";
import { humanInstant } from "../print/duration.ts";
import { counted } from "../print/number.ts";
import { systemReason } from "../run/outputs.ts";

/** Whether a file is meant to be a journal that a run wrote. */
export const isJournal = (file: string): boolean => file.endsWith(".journal.ndjson");

/** What a journal says, or what is wrong with it; a line each. */
export type CheckedJournal =
  | { readonly file: string; readonly summary: JournalSummary }
  | { readonly file: string; readonly problems: ReadonlyArray<{ readonly line: number; readonly message: string }> };

export const checkJournal = (file: string): CheckedJournal => {
  try {
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
