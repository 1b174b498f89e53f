import { parse } from "csv-parse/sync";
import { readLines } from "../../lines/read-lines.ts";

/** One record of a CSV file, or why it cannot be read; `line` is where it begins. */
export type CsvRecord =
  | { readonly line: number; readonly fields: ReadonlyArray<string> }
  | { readonly line: number; readonly refused: string };

/** How many lines a quoted field may go on for. */
const RECORD_LINES_MAX = 100;

/**
 * Reads CSV (RFC 4180) record by record. A line without quotes is cut at its delimiters; what has quotes goes through
 * csv-parse, with the lines after it as long as a quoted field is open. Blank lines are passed over.
 */
export const readRecords = async function* (
  source: AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<CsvRecord> {
  let open: { readonly line: number; readonly texts: Array<string> } | undefined;
  for await (const one of readLines(source)) {
    const { line } = one;
    if ("refused" in one) {
      if (open !== undefined) yield { line: open.line, refused: neverClosed };
      open = undefined;
      yield { line, refused: one.refused };
      continue;
    }
    if (open === undefined) {
      if (one.text.trim() === "") continue;
      if (!one.text.includes('"')) {
        yield { line, fields: one.text.split(delimiter) };
        continue;
      }
      open = { line, texts: [] };
    }
    open.texts.push(one.text);
    const text = open.texts.join("\n");
    if (isOpen(text)) {
      if (open.texts.length < RECORD_LINES_MAX) continue;
      yield { line: open.line, refused: neverClosed };
    } else yield parseRecord(text, open.line, delimiter);
    open = undefined;
  }
  if (open !== undefined) yield { line: open.line, refused: neverClosed };
};

const neverClosed = "a quote that is never closed";

/** A quote inside of a quoted field is written twice, so an odd number of quotes leaves one open. */
const isOpen = (text: string): boolean => {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 1;
};

const parseRecord = (text: string, line: number, delimiter: string): CsvRecord => {
  try {
    const [fields = []] = parse(text, { delimiter, relax_column_count: true });
    return { line, fields };
  } catch {
    return { line, refused: "not CSV: a quote in the middle of a field" };
  }
};
