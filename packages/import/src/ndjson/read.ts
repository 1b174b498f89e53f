import {
  decodeTimelineFault,
  decodeTimelineHeader,
  faultIdOf,
  type Problem,
  printPath,
  type TimelineFault,
  type TimelineHeader,
  takenId,
} from "@ordeal/model";
import { type Line, LineSplitter } from "../lines/read-lines.ts";
import { FaultIds } from "./fault-ids.ts";

/** One line of a timeline in NDJSON; a line may have several problems, each of which comes by itself. */
export type TimelineLine =
  | { readonly line: number; readonly header: TimelineHeader }
  | { readonly line: number; readonly fault: TimelineFault }
  | { readonly problem: { readonly line: number; readonly message: string } };

/** The longest line of a timeline, and how deep it may be nested. */
export const TIMELINE_LINE_BYTES_MAX = 1_000_000;

/**
 * Reads a timeline that is NDJSON: its first line is the header, every other one a fault. Blank lines are passed over.
 * Reads on after a problem; keeps one line, a byte or two for every fault, and at most 32 for an id of its own.
 */
export const readTimelineLines = async function* (
  source: AsyncIterable<Uint8Array>,
  lineBytesMax?: number,
): AsyncGenerator<TimelineLine> {
  for await (const piece of readTimelinePieces(source, lineBytesMax)) for (const line of piece) yield line;
};

/**
 * {@link readTimelineLines}, those of one piece of the source at a time, for those to whom waiting for each line is too
 * slow. Each piece is to be gone through before the next.
 */
export const readTimelinePieces = async function* (
  source: AsyncIterable<Uint8Array>,
  lineBytesMax: number = TIMELINE_LINE_BYTES_MAX,
): AsyncGenerator<Iterable<TimelineLine>> {
  const splitter = new LineSplitter(lineBytesMax);
  const reader = new TimelineReader();
  for await (const bytes of source) yield reader.read(splitter.push(bytes));
  yield reader.read(splitter.end());
  if (!reader.isBegun) yield [problem(1, "is empty: expected the timeline's header, a JSON object with a title")];
};

/** What a timeline has said so far of what its next lines hang on. */
class TimelineReader {
  isBegun = false;
  private header: TimelineHeader | undefined;
  private count = 0;
  private readonly ids = new FaultIds();

  *read(lines: Iterable<Line>): Generator<TimelineLine> {
    for (const one of lines) {
      const { line } = one;
      if ("refused" in one) {
        this.isBegun = true;
        yield problem(line, `expected one JSON object, found a line that is ${one.refused}`);
        continue;
      }
      if (one.text.trim() === "") continue;
      const written = parse(one.text, one.isTorn);
      if (!this.isBegun) {
        this.isBegun = true;
        const decoded =
          "value" in written ? decodeTimelineHeader(withoutSchemaKey(written.value)) : { problems: [written] };
        if ("value" in decoded) {
          this.header = decoded.value;
          yield { line, header: decoded.value };
        } else yield* problems(line, decoded.problems, " of the timeline's header");
        continue;
      }
      const index = this.count++;
      const decoded =
        "value" in written ? decodeTimelineFault(written.value, this.header ?? {}, []) : { problems: [written] };
      if ("problems" in decoded) {
        yield* problems(line, decoded.problems, "");
        continue;
      }
      const fault = decoded.value;
      if (this.ids.add(fault, index)) yield { line, fault };
      else yield problem(line, `${fault.id === undefined ? "" : "id: "}${takenId(faultIdOf(fault, index))}`);
    }
  }
}

/** What tells editors how to check a file says nothing to Ordeal. */
const withoutSchemaKey = (written: unknown): unknown => {
  if (typeof written !== "object" || written === null || Array.isArray(written)) return written;
  const { $schema: _, ...rest } = written as Readonly<Record<string, unknown>>;
  return rest;
};

const problem = (line: number, message: string): TimelineLine => ({ problem: { line, message } });

const problems = function* (line: number, found: ReadonlyArray<Problem>, of: string): Generator<TimelineLine> {
  for (const { path, message } of found) {
    const what = printPath(path);
    yield problem(line, `${what}${of === "" || what === "" ? "" : of}${what === "" ? "" : ": "}${message}`);
  }
};

const parse = (text: string, isTorn: boolean): { readonly value: unknown } | Problem => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const message = isTorn ? "is torn: the file ends in the middle of this line" : "expected one JSON object";
    return { path: [], message };
  }
};
