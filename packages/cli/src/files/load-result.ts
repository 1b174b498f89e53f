import { readFileSync, statSync } from "node:fs";
import { decode, type ResultDocument, ResultDocumentSchema } from "@ordeal/model";
import { reasonOf } from "./read-text.ts";

/** A result of that size was written by nobody's run: it is not read. */
const RESULT_BYTES_MAX = 100_000_000;
/** So many of the things that are wrong with a result are said; the first tell enough. */
const PROBLEMS_MAX = 5;

export type LoadedResult = { readonly document: ResultDocument } | { readonly problems: ReadonlyArray<string> };

/**
 * Reads the result of one run: NAME.result.json of `--out`, or what `run --json` printed of a single experiment. Never
 * throws for input; every problem is one line that names the file.
 */
export const loadResult = (file: string): LoadedResult => {
  const refuse = (reason: string): LoadedResult => ({ problems: [`${file} ${reason}`] });
  let value: unknown;
  try {
    const status = statSync(file);
    if (!status.isFile()) return refuse("is not a regular file: expected the result of a run");
    if (status.size > RESULT_BYTES_MAX) return refuse(`is too large: expected at most ${RESULT_BYTES_MAX / 1e6} MB`);
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError)
      return refuse("is not JSON: expected the result of a run, as run --out writes it");
    return refuse(reasonOf(error));
  }
  const results = isRecord(value) ? value.results : undefined;
  if (Array.isArray(results) && results.length !== 1) {
    return refuse(`holds ${results.length} results: expected one; run --out writes each to a file of its own`);
  }
  const one: unknown = Array.isArray(results) ? results[0] : value;
  if (!isRecord(one) || typeof one.ordeal !== "string") {
    return refuse("is not the result of a run: expected NAME.result.json of --out, or what run --json prints");
  }
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
