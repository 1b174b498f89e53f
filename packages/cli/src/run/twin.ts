import { readFileSync } from "node:fs";
import { decode, type Metrics, type ResultDocument, ResultDocumentSchema } from "@ordeal/model";
import { reasonOf } from "../files/read-text.ts";

/** The metrics of a fault-free run, from the result that was kept of it; or what is wrong with that. */
export const readTwin = (file: string): Metrics | string => {
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return `--twin: ${file} ${error instanceof SyntaxError ? "is no JSON" : reasonOf(error)}: ${EXPECTED}`;
  }
  const { results } = written as { readonly results?: ReadonlyArray<unknown> };
  const decoded = decode<ResultDocument, ResultDocument>(ResultDocumentSchema, results?.[0] ?? written);
  if ("problems" in decoded) return `--twin: ${file} holds no result of a run: ${EXPECTED}`;
  const { counts, metrics } = decoded.value;
  return counts.faults === 0 ? metrics : `--twin: ${file} is of a run that ${counts.faults} faults struck: ${EXPECTED}`;
};

const EXPECTED = "expected what `run --out` or `run --json` kept of a run without faults";
