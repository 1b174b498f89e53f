import { alignClocks, type ClockOffset } from "./clocks.ts";
import { type LabFact, readFact } from "./fact.ts";
import { isOneLogger, readOneLogger } from "./one-logger.ts";
import { processOfFile, type RankProcess } from "./rank-process.ts";
import type { LiveRecord } from "./record.ts";
import { type LineCounts, RecordLines } from "./record-lines.ts";
import type { Happened } from "./watched-run.ts";

/** A file of a folder that a hook, or a lab, wrote into. */
export interface RecordedFile {
  readonly name: string;
  readonly text: string;
}

/** The lab's facts, in the folder of the ranks' files. */
export const FACTS_FILE = "lab.ndjson";

/** Everything that was recorded of a run, in order of time on one clock. */
export interface Recording {
  readonly happened: ReadonlyArray<Happened>;
  /** How many ranks there are by their own word; 0 where none says so. */
  readonly ranks: number;
  readonly lines: LineCounts & { readonly torn: number };
  readonly clocks: ReadonlyArray<ClockOffset>;
  /** Whether a lab told what it knows: without, nobody knows when processes went. */
  readonly hasFacts: boolean;
}

interface RankFile {
  readonly process: RankProcess;
  readonly bootId: string;
  readonly records: ReadonlyArray<LiveRecord>;
}

/** Reads what a run left behind: the files of the hook, or those of nv-one-logger. Others are passed over. */
export const readRecording = (files: ReadonlyArray<RecordedFile>): Recording => {
  const lines = { records: 0, unknown: 0, malformed: 0, torn: 0 };
  const facts = readFacts(files.find(({ name }) => name === FACTS_FILE)?.text, lines);
  const labBoot = facts.find((one) => one.fact === "lab.clock")?.bootId;
  const ranks = files.flatMap((file) => readRank(file, labBoot, lines));
  const boots = new Set([...(labBoot === undefined ? [] : [labBoot]), ...ranks.map(({ bootId }) => bootId)]);
  const wall = facts.flatMap((one) => (one.fact === "lab.clock" ? [one] : []));
  const machines = [...boots].map((bootId) => ({
    bootId,
    records: [
      ...ranks.filter((one) => one.bootId === bootId).flatMap(({ records }) => records),
      // The lab's own clock, in a machine without ranks.
      ...(bootId === labBoot ? wall.map((one) => ({ ...one, event: "joined" as const })) : []),
    ],
  }));
  const clocks = alignClocks(machines);
  const offsets = new Map(clocks.map(({ bootId, offsetUs }) => [bootId, offsetUs]));
  const happened: ReadonlyArray<Happened> = [
    ...facts.map((fact) => ({ atUs: fact.monotonicUs, fact })),
    ...ranks.flatMap(({ process, bootId, records }) =>
      records.map((record) => ({ atUs: record.monotonicUs + (offsets.get(bootId) ?? 0), process, record })),
    ),
  ].toSorted((a, b) => a.atUs - b.atUs);
  const told = ranks.flatMap(({ records }) =>
    records.flatMap((one) => (one.event === "proc.started" ? [one.ranks] : [])),
  );
  return { happened, ranks: told.at(0) ?? 0, lines, clocks, hasFacts: facts.length > 0 };
};

type Lines = { -readonly [K in keyof Recording["lines"]]: number };

const readFacts = (text: string | undefined, lines: Lines): ReadonlyArray<LabFact> =>
  (text ?? "").split("\n").flatMap((line) => {
    if (line === "") return [];
    const fact = readFact(line);
    if (fact === undefined) lines.malformed++;
    return fact === undefined ? [] : [fact];
  });

const readRank = ({ name, text }: RecordedFile, labBoot: string | undefined, lines: Lines): ReadonlyArray<RankFile> => {
  const process = processOfFile(name);
  if (process === undefined) return readOther(text, lines);
  const reader = new RecordLines();
  const records = reader.push(text);
  lines.records += reader.counts.records;
  lines.unknown += reader.counts.unknown;
  lines.malformed += reader.counts.malformed;
  if (reader.isTorn) lines.torn++;
  const started = records.find((one) => one.event === "proc.started");
  return [{ process, bootId: started?.bootId ?? labBoot ?? "unknown", records }];
};

/** A file that is none of the hook's; one of nv-one-logger is read, any other passed over. */
const readOther = (text: string, lines: Lines): ReadonlyArray<RankFile> => {
  const told = isOneLogger(text) ? readOneLogger(text) : undefined;
  if (told === undefined) return [];
  lines.records += told.records.length;
  lines.malformed += told.malformed;
  return [{ process: told.process, bootId: `one-logger ${told.node}`, records: told.records }];
};
