import { decodeMapping, type Reading } from "@ordeal/import";
import { printInputProblems } from "../files/input-problem.ts";
import { loadFile } from "../files/load.ts";
import { readText } from "../files/read-text.ts";
import type { ImportFlags } from "./flags.ts";

/** What a person tells a format, or everything that is wrong with it, a line each. */
export type Hints = { readonly reading: Reading } | { readonly problems: ReadonlyArray<string> };

/** Reads the mapping and the tables of codes that the flags name. */
export const loadHints = async ({ mapping, codes, zone, year }: ImportFlags): Promise<Hints> => {
  const problems: Array<string> = [];
  const mapped = mapping === undefined ? undefined : await loadFile(mapping, decodeMapping);
  if (mapped !== undefined && "problems" in mapped) problems.push(...printInputProblems(mapped.problems));
  const tables: Array<unknown> = [];
  for (const file of codes) {
    const table = await readTable(file);
    if ("problem" in table) problems.push(`${file} ${table.problem}`);
    else tables.push(table.value);
  }
  if (problems.length > 0) return { problems };
  return {
    reading: {
      ...(mapped !== undefined && "value" in mapped ? { mapping: mapped.value } : {}),
      ...(codes.length === 0 ? {} : { codes: tables }),
      zone,
      year,
    },
  };
};

const readTable = async (file: string): Promise<{ readonly value: unknown } | { readonly problem: string }> => {
  const reading = await readText(file);
  if ("refused" in reading) return { problem: reading.refused };
  try {
    return { value: JSON.parse(reading.text) as unknown };
  } catch {
    return { problem: "is not JSON: expected a table of fault codes" };
  }
};
