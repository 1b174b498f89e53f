import { decode, type ResultDocument, ResultDocumentSchema } from "@ordeal/model";
import { expectedResult, readResults } from "./read-results.ts";

/** So many of the things that are wrong with a result are said; the first tell enough. */
const PROBLEMS_MAX = 5;

export type LoadedResult = { readonly document: ResultDocument } | { readonly problems: ReadonlyArray<string> };

/**
 * Reads the result of one run: NAME.result.json of `--out`, or what `run --json` printed of a single experiment. Never
 * throws for input; every problem is one line that names the file.
 */
export const loadResult = async (file: string): Promise<LoadedResult> => {
  const refuse = (reason: string): LoadedResult => ({ problems: [`${file} ${reason}`] });
  const read = await readResults(file);
  if ("refused" in read) return refuse(read.refused);
  const [one] = read.results;
  if (read.results.length !== 1)
    return refuse(`holds ${read.results.length} results: expected one; run --out writes each to a file of its own`);
  if (!isRecord(one) || typeof one.ordeal !== "string") return refuse(`is not the result of a run: ${expectedResult}`);
  const decoded = decode(ResultDocumentSchema, one);
  if ("value" in decoded) return { document: decoded.value };
  return {
    problems: decoded.problems
      .slice(0, PROBLEMS_MAX)
      .map(
        ({ path, message }) =>
          `${file} ${path.join(".")}: ${message} (the result says that Ordeal ${one.ordeal} wrote it)`,
      ),
  };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
