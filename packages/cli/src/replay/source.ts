import { createReadStream, statSync } from "node:fs";
import { extname } from "node:path";
import type { ReplayedFault } from "@ordeal/explorer";
import { readTimelinePieces } from "@ordeal/import";
import { counted, humanNumber, ordealCommand, type TimelineFault, type TimelineHeader } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { InputProblem } from "../files/input-problem.ts";
import { nameOf } from "../files/load.ts";
import { type LoadedTimeline, loadTimeline } from "../files/load-timeline.ts";
import { reasonOf } from "../files/read-text.ts";
import { showProgress } from "../print/progress.ts";
import { readFaultsAgain } from "./read-again.ts";

/** A timeline that was read to its end and found good. */
export interface TimelineSource {
  readonly file: string;
  /** The file's name without its folder and extension. */
  readonly name: string;
  readonly header: TimelineHeader;
  readonly count: number;
  /** How many faults more there were, before or after the part that is replayed. */
  readonly cutAway?: number;
  /** Whether it is too long to be held: its faults are read again for every run, and are in order of time. */
  readonly isStreamed: boolean;
  /** All faults, in the order of the file; as often as need be. */
  readonly faults: () => Iterable<ReplayedFault>;
  /** The environment variables whose values stand in its file. */
  readonly environment?: ReadonlyMap<string, string> | undefined;
}

export type Opening = { readonly source: TimelineSource } | { readonly problems: ReadonlyArray<InputProblem> };

/** How many faults of a timeline are held. */
export const HELD_MAX = 10_000;
/** How many problems of a file are told; with more of them the rest of the file is not read. */
const PROBLEMS_MAX = 50;
/** How much is read before others get a turn: some thousand lines. */
const BYTES_AT_ONCE = 1 << 18;

export const isLines = (file: string): boolean => [".ndjson", ".jsonl"].includes(extname(file));

/** Reads a timeline to its end, or says all that is wrong with it. Nothing is injected of one that is not good. */
export const openTimeline = Effect.fnUntraced(function* (file: string) {
  if (isLines(file)) return yield* openTimelineLines(file);
  const loading = yield* Effect.promise(() => loadTimeline(file));
  return "problems" in loading ? loading : ({ source: sourceOf(loading.loaded) } satisfies Opening);
});

/** A timeline that was read whole. */
export const sourceOf = ({ file, name, timeline, environment }: LoadedTimeline): TimelineSource => {
  const { faults, ...header } = timeline;
  return { file, name, header, count: faults.length, isStreamed: false, faults: () => faults, environment };
};

/** Reads a timeline that is NDJSON to its end; `hear` is told of every fault on the way. */
export const openTimelineLines = (file: string, hear?: (fault: TimelineFault) => void) =>
  Effect.scoped(openLines(file, hear));

const openLines = Effect.fnUntraced(function* (file: string, hear?: (fault: TimelineFault) => void) {
  const size = sizeOf(file);
  if (typeof size === "string") return { problems: [problemAt(file, size)] } satisfies Opening;
  const progress = yield* showProgress(`Reading ${file}`);
  const reading = new Reading(file, hear);
  let bytes = 0;
  const pieces = readTimelinePieces(
    (async function* () {
      for await (const chunk of createReadStream(file, { highWaterMark: BYTES_AT_ONCE })) {
        bytes += (chunk as Uint8Array).length;
        yield chunk as Uint8Array;
      }
    })(),
  );
  for (;;) {
    const isOver = yield* Effect.promise((signal) => reading.take(pieces, signal));
    yield* progress.at(Math.min(1, bytes / Math.max(1, size)), counted(reading.count, "fault"));
    if (isOver) return reading.opening();
  }
});

/** Goes through the lines of a timeline, and keeps its faults as long as they are few. */
class Reading {
  private readonly file: string;
  private header: TimelineHeader | undefined;
  private readonly problems: Array<InputProblem> = [];
  private held: Array<TimelineFault> = [];
  /** What keeps it from being streamed: held timelines are put in order. */
  private disorder: InputProblem | undefined;
  private lastUs = Number.NEGATIVE_INFINITY;
  private readonly onFault: (fault: TimelineFault) => void;
  count = 0;

  constructor(file: string, onFault: (fault: TimelineFault) => void = () => {}) {
    this.file = file;
    this.onFault = onFault;
  }

  /** Takes some lines; whether that was all there is to take. */
  async take(pieces: ReturnType<typeof readTimelinePieces>, signal: AbortSignal): Promise<boolean> {
    try {
      const { value: piece, done } = await pieces.next();
      if (done === true || signal.aborted) return true;
      for (const one of piece) {
        if ("header" in one) this.header = one.header;
        else if ("fault" in one) this.add(one.fault, one.line);
        else this.problems.push(problemAt(this.file, one.problem.message, one.problem.line));
        if (this.problems.length >= PROBLEMS_MAX) {
          await pieces.return(undefined);
          return true;
        }
      }
      return false;
    } catch (error) {
      this.problems.push(problemAt(this.file, reasonOf(error)));
      return true;
    }
  }

  private add(fault: TimelineFault, line: number): void {
    this.onFault(fault);
    this.count++;
    if (this.count <= HELD_MAX) this.held.push(fault);
    else this.held = [];
    const atUs = this.timeUs(fault);
    if (atUs < this.lastUs) this.disorder ??= problemAt(this.file, outOfOrder, line);
    this.lastUs = Math.max(this.lastUs, atUs);
  }

  /** When a fault strikes, to compare with others; those without an instant come first. */
  private timeUs({ at }: TimelineFault): number {
    if (at === undefined) return Number.NEGATIVE_INFINITY;
    const startsAt = this.header?.startsAt;
    return typeof at === "number" ? at + (startsAt ?? 0) * 1_000 : at.dateMs * 1_000;
  }

  opening(): Opening {
    const { file, header, count, held } = this;
    const isStreamed = count > HELD_MAX;
    const problems = [...this.problems, ...(isStreamed && this.disorder !== undefined ? [this.disorder] : [])];
    if (problems.length > 0 || header === undefined) return { problems };
    const faults = isStreamed ? () => readFaultsAgain(file, header) : () => held;
    return { source: { file, name: nameOf(file), header, count, isStreamed, faults } };
  }
}

const outOfOrder =
  `expected faults in order of time, and those that wait for an event or repeat before all others: ` +
  `a timeline of more than ${humanNumber(HELD_MAX)} is not held, so nobody can sort it (${ordealCommand} import does)`;

const sizeOf = (file: string): number | string => {
  try {
    const status = statSync(file);
    return status.isFile() ? status.size : "is not a regular file";
  } catch (error) {
    return reasonOf(error);
  }
};

export const problemAt = (source: string, message: string, line?: number): InputProblem => ({
  place: { source, ...(line === undefined ? {} : { line, column: 1 }) },
  path: [],
  message,
});
