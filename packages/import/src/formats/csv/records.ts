import { parse } from "csv-parse/sync";
import { readLines } from "../../lines/read-lines.ts";

/** One record of a CSV file, or why it cannot be read; `line` is where it begins. */
export type CsvRecord =
  | { readonly line: number; readonly fields: ReadonlyArray<string> }
  | { readonly line: number; readonly refused: string };

/** A record whose text has quotes, and is still to be parsed. */
interface Quoted {
  readonly line: number;
  readonly text: string;
}

/** How many lines a quoted field may go on for. */
const RECORD_LINES_MAX = 100;
/** How many records are parsed at once: a call costs more than a record. */
const AT_ONCE = 500;

/**
 * Reads CSV (RFC 4180) record by record. A line without quotes is cut at its delimiters; what has quotes goes through
 * csv-parse, with the lines after it as long as a quoted field is open. Blank lines are passed over.
 */
export const readRecords = async function* (
  source: AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<CsvRecord> {
  let waiting: Array<CsvRecord | Quoted> = [];
  for await (const record of cutRecords(source, delimiter)) {
    waiting.push(record);
    if (waiting.length < AT_ONCE) continue;
    yield* parseAll(waiting, delimiter);
    waiting = [];
  }
  yield* parseAll(waiting, delimiter);
};

const cutRecords = async function* (
  source: AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<CsvRecord | Quoted> {
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
    const isLast = !isOpen(open.texts.join("\n"));
    if (!isLast && open.texts.length < RECORD_LINES_MAX) continue;
    yield isLast ? { line: open.line, text: open.texts.join("\n") } : { line: open.line, refused: neverClosed };
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

/** Parses what is quoted: all of it at once, or one after the other when something in it is wrong. */
const parseAll = function* (records: ReadonlyArray<CsvRecord | Quoted>, delimiter: string): Generator<CsvRecord> {
  const quoted = records.filter((record) => "text" in record);
  const together = quoted.length < 2 ? undefined : parseText(quoted.map(({ text }) => text).join("\n"), delimiter);
  let next = 0;
  for (const record of records) {
    if (!("text" in record)) yield record;
    else {
      const fields = together?.length === quoted.length ? together[next++] : parseText(record.text, delimiter)?.[0];
      yield fields === undefined
        ? { line: record.line, refused: "not CSV: a quote in the middle of a field" }
        : { line: record.line, fields };
    }
  }
};

const parseText = (text: string, delimiter: string): ReadonlyArray<ReadonlyArray<string>> | undefined => {
  try {
    return parse(text, { delimiter, relax_column_count: true, record_delimiter: "\n" });
  } catch {
    return undefined;
  }
};
