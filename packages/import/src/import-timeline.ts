import { randomBytes } from "node:crypto";
import { createWriteStream, renameSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import type { TimelineHeader } from "@ordeal/model";
import { collect, FAULTS_MAX, type Refused } from "./collect/collect.ts";
import type { Skipped } from "./collect/skipped.ts";
import { Spool } from "./collect/spool.ts";
import type { Window } from "./collect/window.ts";
import { timelineNdjson, timelineYaml } from "./collect/write.ts";
import type { Format, Read } from "./format.ts";
import { whyAlien } from "./looks/alien.ts";
import { guard } from "./looks/guard.ts";

/** The most faults that are written as YAML, which is read and written whole. */
export const YAML_FAULTS_MAX = 10_000;

/** Where a timeline goes: a file, whose extension says whether it is YAML, or a stream: YAML when it is small. */
export type Destination = { readonly file: string } | { readonly stream: NodeJS.WritableStream };

export interface ImportRequest {
  readonly format: Format;
  /** The format, opened. */
  readonly read: Read;
  readonly source: AsyncIterable<Uint8Array>;
  /** What the source is called: the timeline says so. */
  readonly name: string;
  readonly title?: string | undefined;
  /** Stops at the first line that is bad, instead of counting it. */
  readonly isStrict: boolean;
  /** When the faults that are wanted began; all are when left out. */
  readonly window?: Window | undefined;
  /** A folder for what is half-written, on the destination's file system. Whoever made it takes it away. */
  readonly folder: string;
  /** Nothing is written when left out. */
  readonly to?: Destination | undefined;
}

export interface Imported {
  readonly faults: number;
  readonly skipped: ReadonlyArray<Skipped>;
  /** The first start and the last start or end: dates, or times since the machine started; `null` without a fault. */
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * Reads a source into a timeline, its faults in order of time, in bounded memory. A file appears whole or not at all.
 * Fails for what the system refuses; everything about the input is in the result.
 */
export const importTimeline = async (
  request: ImportRequest,
): Promise<{ readonly imported: Imported } | { readonly refused: Refused }> => {
  const spool = new Spool(join(request.folder, `${randomBytes(6).toString("hex")}.spool`));
  try {
    return await importThrough(spool, request);
  } finally {
    spool.close();
  }
};

const importThrough = async (
  spool: Spool,
  { format, read, source, name, title, isStrict, window, folder, to }: ImportRequest,
): Promise<{ readonly imported: Imported } | { readonly refused: Refused }> => {
  const guarded = guard(source);
  const result = await collect(read(guarded.source), spool, { isStrict, window, ...limitOf(to) });
  const refused = guarded.refused();
  if (refused !== undefined) {
    return { refused: { message: refused === "is empty" ? `is empty: expected ${format.meaning}` : refused } };
  }
  const skipped = "refused" in result ? [] : result.collected.skipped;
  const isHarmless = skipped.every((one) => one.isHarmless);
  if ("refused" in result ? spool.count === 0 : result.collected.found === 0) {
    const isUnderstood = isHarmless || skipped.some((one) => one.isHarmless);
    const alien = whyAlien(format, guarded.opening(), isUnderstood, count(skipped));
    if (alien !== undefined) return { refused: alien };
  }
  if ("refused" in result) return result;
  const { span } = result.collected;
  if (result.collected.found === 0 && !isHarmless)
    return { refused: { message: `nothing in it can be used: ${count(skipped)}` } };
  const isUndated = span?.isUndated === true;
  const startUs = span === undefined || isUndated ? 0 : startOf(format, span.fromUs);
  const header: TimelineHeader = {
    title: title ?? `${name}, imported`,
    source: name,
    format: `import ${format.name}`,
    ...(isUndated || span === undefined ? {} : { startsAt: startUs / 1_000 }),
  };
  if (to !== undefined) {
    const isYaml = "file" in to ? isYamlFile(to.file) : spool.count <= YAML_FAULTS_MAX;
    const pieces = isYaml ? [timelineYaml(header, spool, startUs)] : timelineNdjson(header, spool, startUs);
    if ("file" in to) await writeWhole(to.file, pieces, folder);
    else await writePieces(to.stream, pieces);
  }
  const say = (us: number): string => (isUndated ? `${us / 1e6} seconds` : printDate(us));
  return {
    imported: {
      faults: spool.count,
      skipped,
      from: span === undefined ? null : say(span.fromUs),
      to: span === undefined ? null : say(span.toUs),
    },
  };
};

const isYamlFile = (file: string): boolean => /\.ya?ml$/i.test(file);

/** How many faults may come, by where they go, and what to do about more. */
const limitOf = (to: Destination | undefined): { readonly faultsMax: number; readonly tooMany: string } => {
  const isYaml = to !== undefined && "file" in to && isYamlFile(to.file);
  const faultsMax = isYaml ? YAML_FAULTS_MAX : FAULTS_MAX;
  const way = isYaml
    ? "faults, too many for YAML: give --out a name that ends in .ndjson"
    : "faults: split the file and import its parts";
  return { faultsMax, tooMany: `has more than ${faultsMax.toLocaleString("en-US")} ${way}` };
};

const count = (skipped: ReadonlyArray<Skipped>): string =>
  skipped
    .filter((one) => !one.isHarmless)
    .slice(0, 3)
    .map(({ reason, count, line }) => `${count.toLocaleString("en-US")} × ${reason} (first on line ${line})`)
    .join("; ");

const HOUR_US = 3_600_000_000;

/** Where the timeline begins: where the format says, or the whole hour in which the first fault began. */
const startOf = ({ startsAtMs }: Format, fromUs: number): number => {
  const fixedUs = (startsAtMs ?? Number.NaN) * 1_000;
  return fixedUs <= fromUs ? fixedUs : Math.floor(fromUs / HOUR_US) * HOUR_US;
};

/** A date, exact to the microsecond. */
const printDate = (us: number): string => {
  const ms = Math.floor(us / 1_000);
  const micros = us - ms * 1_000;
  const date = new Date(ms).toISOString();
  return micros === 0 ? date : date.replace("Z", `${String(micros).padStart(3, "0")}Z`);
};

const writeWhole = async (file: string, pieces: Iterable<string>, folder: string): Promise<void> => {
  const whole = join(folder, `${randomBytes(6).toString("hex")}.timeline`);
  const stream = createWriteStream(whole, { flags: "wx" });
  await Promise.all([finished(stream), writePieces(stream, pieces).then(() => stream.end())]);
  renameSync(whole, file);
};

const writePieces = async (stream: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> => {
  for (const piece of pieces) {
    await new Promise<void>((resolve, reject) => {
      stream.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }
};
