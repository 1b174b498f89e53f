import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeTimeline, type Timeline } from "@ordeal/model";
import fc from "fast-check";
import { expect, onTestFinished } from "vitest";
import { parse } from "yaml";
import { sharedPath } from "../../../test/support/shared-folder.ts";
import {
  decodeMapping,
  type Finding,
  formats,
  type Imported,
  type ImportRequest,
  importTimeline,
  openFormat,
  type Reading,
  type Refused,
  readTimelineLines,
  type Window,
} from "../src/index.ts";

/** Samples of every format, and traces that nobody of this project made and that may be absent (see `describeShared`). */
export const samples = join(import.meta.dirname, "../../../fixtures/imports");
export const traces = sharedPath("traces");

/** Bytes as a source gives them, in pieces of this many bytes. */
export const bytesOf = async function* (text: string | Uint8Array, pieceBytes = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes);
};

export const collected = async <T>(source: AsyncIterable<T>): Promise<ReadonlyArray<T>> => {
  const all: Array<T> = [];
  for await (const one of source) all.push(one);
  return all;
};

/** A folder that is gone when the test is over. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-import-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export const formatNamed = (name: string) => {
  const format = formats.find((one) => one.name === name);
  if (format === undefined) throw new Error(`there is no format ${name}`);
  return format;
};

/** A reading whose mapping is written as people write it. */
export type Told = Omit<Reading, "mapping"> & { readonly mapping?: unknown };

export const readingOf = ({ mapping, ...rest }: Told): Reading => {
  if (mapping === undefined) return rest;
  const decoded = decodeMapping(mapping);
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return { ...rest, mapping: decoded.value };
};

/** What a format finds in a text. */
export const findingsIn = async (
  name: string,
  text: string | Uint8Array,
  told: Told = {},
): Promise<ReadonlyArray<Finding>> => {
  const opened = openFormat(formatNamed(name), readingOf(told));
  if ("problem" in opened) throw new Error(opened.problem);
  return collected(opened.read(bytesOf(text)));
};

export interface Outcome {
  readonly imported?: Imported;
  readonly refused?: Refused;
  readonly timeline?: Timeline;
}

export type From = { readonly text: string | Uint8Array } | { readonly file: string };

/** Imports a text, or a file of this name, into a file, and reads that back. */
export const importing = async (
  name: string,
  from: From,
  told: Told & {
    readonly isStrict?: boolean;
    readonly as?: "yaml" | "ndjson";
    readonly window?: Window | undefined;
  } = {},
): Promise<Outcome> => {
  const { isStrict = false, as = "ndjson", window, ...reading } = told;
  const format = formatNamed(name);
  const opened = openFormat(format, readingOf(reading));
  if ("problem" in opened) return { refused: { message: opened.problem } };
  const folder = mkdtempSync(join(tmpdir(), "ordeal-import-test-"));
  try {
    return await importingInto(folder, { format, read: opened.read, isStrict, window }, from, as);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const importingInto = async (
  folder: string,
  request: Pick<ImportRequest, "format" | "read" | "isStrict" | "window">,
  from: From,
  as: "yaml" | "ndjson",
): Promise<Outcome> => {
  const file = join(folder, `timeline.${as}`);
  const result = await importTimeline({
    ...request,
    source: "file" in from ? createReadStream(from.file) : bytesOf(from.text),
    name: "a sample",
    folder,
    to: { file },
  });
  if ("refused" in result) {
    expect(existsSync(file)).toBe(false);
    return result;
  }
  return { ...result, timeline: as === "yaml" ? yamlTimeline(file) : await ndjsonTimeline(createReadStream(file)) };
};

const yamlTimeline = (file: string): Timeline => {
  const decoded = decodeTimeline(parse(readFileSync(file, "utf8")));
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};

/** Reads a timeline that is NDJSON, all of it; throws for any problem. */
export const ndjsonTimeline = async (source: AsyncIterable<Uint8Array>): Promise<Timeline> => {
  const lines = await collected(readTimelineLines(source));
  const problem = lines.find((line) => "problem" in line);
  if (problem !== undefined) throw new Error(JSON.stringify(problem));
  const header = lines.flatMap((line) => ("header" in line ? [line.header] : []))[0];
  if (header === undefined) throw new Error("there is no header");
  return { ...header, faults: lines.flatMap((line) => ("fault" in line ? [line.fault] : [])) };
};

/** Where a source is cut into pieces. */
export const pieceBytes = fc.integer({ min: 1, max: 40 });
