import { createReadStream, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import {
  type HookLine,
  hookTimes,
  JobSamples,
  JournalTimes,
  jobMeasures,
  type RankLines,
  rankOfFile,
  readHookLine,
} from "@ordeal/explorer";
import { decodeMeasureMapping, type MeasureMapping, readLines, readMeasures } from "@ordeal/import";
import { type AnyEvent, counted, eventTypeNames } from "@ordeal/model";
import { printInputProblems } from "../files/input-problem.ts";
import { loadFile } from "../files/load.ts";
import { reasonOf } from "../files/read-text.ts";

/** What the records of a job came to. */
export interface ReadRecords {
  readonly samples: JobSamples;
  /** What was read, a line each, for people. */
  readonly read: ReadonlyArray<string>;
}

type Problems = { readonly problems: ReadonlyArray<string> };

/** Ranks of one job, at most: so many files of a folder are read. */
const FILES_MAX = 20_000;
/** The longest line of a journal or of a rank's file. */
const LINE_BYTES_MAX = 1_000_000;
/** Lines that cannot be used are told up to here. */
const TOLD_MAX = 20;

/** Reads journals, folders and files of the live hook, and tables with a mapping. */
export const readRecords = async (
  paths: ReadonlyArray<string>,
  mappingFile: string | undefined,
): Promise<ReadRecords | Problems> => {
  const samples = new JobSamples();
  const read: Array<string> = [];
  const problems: Array<string> = [];
  const mapping = await mappingOf(mappingFile);
  if (mapping !== undefined && "problems" in mapping) return mapping;
  const ranks: Array<string> = [];
  for (const path of paths) {
    const files = filesOf(path);
    if (typeof files === "string") problems.push(`${path} ${files}`);
    else if (files.length === 0) problems.push(`${path} holds no file of a rank (RANK-PID-STARTTIME.ndjson)`);
    else {
      for (const file of files) {
        if (rankOfFile(basename(file)) !== undefined) ranks.push(file);
        else if (/\.(ndjson|jsonl)$/.test(file)) await readJournal(file, samples, read, problems);
        else if (mapping === undefined)
          problems.push(`${file} is no journal and no rank's file: a table needs --mapping FILE`);
        else await readTable(file, mapping.mapping, samples, read, problems);
      }
    }
  }
  await readRanks(ranks, samples, read, problems);
  if (samples.negative > 0) {
    problems.push(
      `${samples.negative} durations are negative: the records' clock ran backwards, or their lines are out of order`,
    );
  }
  return problems.length > 0 ? { problems: problems.slice(0, TOLD_MAX) } : { samples, read };
};

const mappingOf = async (
  file: string | undefined,
): Promise<{ readonly mapping: MeasureMapping<(typeof jobMeasures)[number]> } | Problems | undefined> => {
  if (file === undefined) return undefined;
  const loaded = await loadFile(file, (written) => decodeMeasureMapping(written, jobMeasures));
  return "problems" in loaded ? { problems: printInputProblems(loaded.problems) } : { mapping: loaded.value };
};

/** A file, or the files of the ranks in a folder. */
const filesOf = (path: string): ReadonlyArray<string> | string => {
  try {
    const status = statSync(path);
    if (status.isFile()) return [path];
    if (!status.isDirectory()) return "is neither a file nor a folder";
    const names = readdirSync(path).filter((name) => rankOfFile(name) !== undefined);
    return names.length > FILES_MAX
      ? `holds ${names.length} files of ranks: expected at most ${FILES_MAX}`
      : names.toSorted().map((name) => join(path, name));
  } catch (error) {
    return reasonOf(error);
  }
};

/** The lines of a file that are JSON; those that are not are counted. */
const jsonLines = async function* (file: string): AsyncGenerator<{ readonly line: number; readonly text: string }> {
  for await (const line of readLines(createReadStream(file), LINE_BYTES_MAX)) {
    if (!("refused" in line) && line.text.trim() !== "") yield { line: line.line, text: line.text };
  }
};

const eventTypes: ReadonlySet<string> = new Set(eventTypeNames);

const readJournal = async (
  file: string,
  samples: JobSamples,
  read: Array<string>,
  problems: Array<string>,
): Promise<void> => {
  const times = new JournalTimes(samples);
  let events = 0;
  let lastUs = 0;
  try {
    for await (const { line, text } of jsonLines(file)) {
      const event = eventOf(text);
      if (event === undefined) continue;
      if (event.atUs < lastUs) {
        problems.push(`${file}:${line} goes back in time: expected events in order`);
        return;
      }
      lastUs = event.atUs;
      events++;
      times.hear(event);
    }
  } catch (error) {
    problems.push(`${file} ${reasonOf(error)}`);
    return;
  }
  if (events === 0) problems.push(`${file} holds no event of a run: expected a journal, such as run --out writes`);
  else read.push(`${file}: journal, ${events.toLocaleString("en-US")} events`);
};

/** An event of the run itself; a journal's other lines are the engine's. */
const eventOf = (text: string): AnyEvent | undefined => {
  try {
    const value = JSON.parse(text) as Partial<AnyEvent> | null;
    const isEvent =
      typeof value === "object" &&
      value !== null &&
      typeof value.type === "string" &&
      eventTypes.has(value.type) &&
      Number.isSafeInteger(value.atUs) &&
      typeof value.data === "object";
    return isEvent ? (value as AnyEvent) : undefined;
  } catch {
    return undefined;
  }
};

const readRanks = async (
  files: ReadonlyArray<string>,
  samples: JobSamples,
  read: Array<string>,
  problems: Array<string>,
): Promise<void> => {
  if (files.length === 0) return;
  const processes: Array<RankLines> = [];
  for (const file of files) {
    const lines: Array<HookLine> = [];
    try {
      for await (const { text } of jsonLines(file)) {
        const line = readHookLine(text);
        if (line !== undefined) lines.push(line);
      }
    } catch (error) {
      problems.push(`${file} ${reasonOf(error)}`);
    }
    processes.push({ rank: rankOfFile(basename(file)) as number, lines });
  }
  if (processes.every(({ lines }) => lines.length === 0)) {
    problems.push(`${counted(files.length, "file")} of ranks without a line of the hook: the hook never wrote`);
    return;
  }
  const { attempts } = hookTimes(processes, samples);
  read.push(
    `${counted(files.length, "file")} of ranks, ${counted(attempts, "attempt")}; when it was struck they do not say: what it took to notice is in the restart`,
  );
};

const readTable = async (
  file: string,
  mapping: MeasureMapping<(typeof jobMeasures)[number]>,
  samples: JobSamples,
  read: Array<string>,
  problems: Array<string>,
): Promise<void> => {
  let count = 0;
  try {
    for await (const measured of readMeasures(createReadStream(file), mapping)) {
      if ("bad" in measured) problems.push(`${file}:${measured.line} ${measured.bad}`);
      else {
        const { measure, us, tier } = measured;
        const hasTier = measure === "stall" || measure === "persist" || measure === "load";
        samples.add(measure, us, hasTier ? (tier ?? "storage") : undefined);
        count++;
      }
      if (problems.length >= TOLD_MAX) return;
    }
  } catch (error) {
    problems.push(`${file} ${reasonOf(error)}`);
  }
  if (count === 0 && problems.length === 0) problems.push(`${file}: no row fits the mapping's measures`);
  else read.push(`${file}: table, ${count.toLocaleString("en-US")} times`);
};
