import * as Schema from "effect/Schema";
import type { RankProcess } from "./rank-process.ts";
import type { LiveRecord } from "./record.ts";

/**
 * The training telemetry of nv-one-logger, as its file exporter writes it: a line for the start, the stop or the whole of
 * a span, and for each event in one. Times are wall milliseconds.
 */
const Attributes = Schema.Record(Schema.String, Schema.Unknown);
const Event = Schema.Struct({ name: Schema.String, attributes: Attributes });
const Line = Schema.Struct({
  type: Schema.String,
  pid: Schema.Int,
  id: Schema.optionalKey(Schema.String),
  name: Schema.optionalKey(Schema.String),
  span_id: Schema.optionalKey(Schema.String),
  attributes: Schema.optionalKey(Attributes),
  start_event: Schema.optionalKey(Event),
  stop_event: Schema.optionalKey(Event),
  event: Schema.optionalKey(Event),
});
type Line = typeof Line.Type;
const decode = Schema.decodeUnknownOption(Line);

/** What one process of a rank told by nv-one-logger. */
export interface OneLoggerFile {
  readonly process: RankProcess;
  readonly node: string;
  readonly records: ReadonlyArray<LiveRecord>;
  /** Lines that are none of its own. */
  readonly malformed: number;
}

/** A record, less what its clock says. */
type Untimed = {
  readonly [E in LiveRecord["event"]]: Omit<Extract<LiveRecord, { readonly event: E }>, "monotonicUs" | "wallUs">;
}[LiveRecord["event"]];

const TIER = "storage";

/** Whether a file looks like one of nv-one-logger's: its first line is the start of a span, or a whole one. */
export const isOneLogger = (text: string): boolean => {
  const line = read(text.slice(0, 65_536).split("\n", 1)[0] ?? "");
  return line !== undefined && line.start_event !== undefined;
};

const read = (text: string): Line | undefined => {
  try {
    const decoded = decode(JSON.parse(text));
    return decoded._tag === "Some" ? decoded.value : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Reads what one rank told. Single iterations are not exported unless that is asked for: without them there are no steps
 * to count. `undefined` for a file that tells of no rank.
 */
export const readOneLogger = (text: string): OneLoggerFile | undefined => {
  const texts = text.split("\n").filter((line) => line !== "");
  const lines = texts.flatMap((one) => read(one) ?? []);
  const [first] = lines;
  const about = lines.find(({ event }) => event?.name === "one_logger_initialization")?.event?.attributes;
  const rank = numberIn(about, "rank");
  if (first === undefined || rank === undefined) return undefined;
  const loop = lines.find(({ name }) => name === "training_loop")?.attributes;
  const startMs = timeOf(first.start_event) ?? 0;
  const process = { rank, pid: first.pid, startTime: Math.max(0, Math.round(startMs)) };
  const node = textIn(about, "node_name") ?? "unknown";
  const ranks = numberIn(loop, "world_size") ?? numberIn(about, "world_size") ?? 1;
  const from = numberIn(loop, "train_iterations_start") ?? 0;
  const started = { event: "proc.started", hook: 1, ...process, ranks, node, bootId: `one-logger ${node}` } as const;
  const told = tell(lines, from);
  const records = [{ ms: startMs, untimed: started as Untimed }, ...told].map(({ ms, untimed }) => {
    const us = Math.round(ms * 1_000);
    return { ...untimed, monotonicUs: us, wallUs: us } as LiveRecord;
  });
  return {
    process,
    node,
    records: records.toSorted((a, b) => a.wallUs - b.wallUs),
    malformed: texts.length - lines.length,
  };
};

interface Told {
  readonly ms: number;
  readonly untimed: Untimed;
}

/** What each line means, in the order of the file; steps are counted from the one that the training goes on from. */
const tell = (lines: ReadonlyArray<Line>, from: number): ReadonlyArray<Told> => {
  const told: Array<Told> = [];
  let begun = from;
  let ended = from;
  const say = (ms: number | undefined, untimed: Untimed) => (ms === undefined ? undefined : told.push({ ms, untimed }));
  const starts = (name: string, ms: number | undefined, step: number) => {
    if (name === "checkpoint_load") say(ms, { event: "load.begin", tier: TIER });
    else if (name === "training_single_iteration") say(ms, { event: "step.begin", step: ++begun });
    else if (name.startsWith("checkpoint_save_") && name !== "checkpoint_save_finalization")
      say(ms, { event: "save.begin", tier: TIER, step });
    else if (name === "validation_loop") say(ms, { event: "planned.begin", what: "evaluation" });
  };
  const stops = (name: string, ms: number | undefined, step: number) => {
    if (name === "distributed_code_initialization") say(ms, { event: "joined" });
    else if (name === "checkpoint_load") say(ms, { event: "load.end", tier: TIER, step: from });
    else if (name === "training_single_iteration") say(ms, { event: "step.end", step: ++ended });
    else if (name.startsWith("checkpoint_save_") && name !== "checkpoint_save_finalization")
      say(ms, { event: "save.end", tier: TIER, step });
    else if (name === "validation_loop") say(ms, { event: "planned.end", what: "evaluation" });
    else if (name === "application") say(ms, { event: "done" });
  };
  for (const { name = "", attributes, start_event, stop_event, event } of lines) {
    const step = numberIn(attributes, "current_iteration") ?? ended;
    if (start_event !== undefined) starts(name, timeOf(start_event), step);
    if (stop_event !== undefined) stops(name, timeOf(stop_event), step);
    if (event?.name === "save_checkpoint_success")
      say(timeOf(event), {
        event: "persist.end",
        tier: TIER,
        step: numberIn(event.attributes, "current_iteration") ?? ended,
      });
  }
  return told;
};

const numberIn = (attributes: Readonly<Record<string, unknown>> | undefined, name: string): number | undefined => {
  const value = attributes?.[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
};

const textIn = (attributes: Readonly<Record<string, unknown>> | undefined, name: string): string | undefined => {
  const value = attributes?.[name];
  return typeof value === "string" ? value.slice(0, 256) : undefined;
};

const TIME = "timestamp_msec";

const timeOf = (event: Line["start_event"]): number | undefined => {
  const value = event?.attributes[TIME];
  return typeof value === "number" && value >= 0 && value < 1e14 ? value : undefined;
};
