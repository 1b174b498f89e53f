import { readText } from "./read-text.ts";

/** A result takes no more than this, with all its interruptions. */
const RESULT_BYTES_MAX = 100_000_000;

export const expectedResult = "expected what a run wrote to --out as NAME.result.json, or what run --json printed";

/**
 * What a file of results holds, undecoded: the document of one run, or all those of `run --json`; or why it holds none.
 * Never throws for input.
 */
export const readResults = async (
  file: string,
): Promise<{ readonly results: ReadonlyArray<unknown> } | { readonly refused: string }> => {
  const reading = await readText(file, RESULT_BYTES_MAX);
  if ("refused" in reading) return reading;
  try {
    const written: unknown = JSON.parse(reading.text);
    const { results } = (written ?? {}) as { readonly results?: unknown };
    return { results: Array.isArray(results) ? results : [written] };
  } catch {
    return { refused: `is not JSON: ${expectedResult}` };
  }
};
