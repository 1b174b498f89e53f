import type { JournalEvent } from "@ordeal/model";
import { TextHash } from "./watch/text-hash.ts";

/** JSON with sorted keys and no spaces, so that the same value is the same text wherever it came from. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
};

/** 128 bits as 32 hexadecimal digits: the same seed must give the same journal, and so the same hash (docs/model.md, Invariants). */
export const journalHash = (journal: ReadonlyArray<JournalEvent>): string => {
  const hash = new TextHash();
  for (const { seq, atUs, type, data } of journal) hash.add(`${canonical({ seq, atUs, type, data })}\n`);
  return hash.digest();
};
