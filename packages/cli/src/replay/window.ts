import type { ReplayedFault } from "@ordeal/explorer";
import { faultIdOf, Instant, type TimelineHeader } from "@ordeal/model";
import * as Schema from "effect/Schema";
import type { InputProblem } from "../files/input-problem.ts";
import { type Override, parseOverride } from "../files/override.ts";
import { problemAt, type TimelineSource } from "./source.ts";

/** The part of a timeline that is replayed, as it was written: dates, or times since the timeline's start. */
export interface WindowFlags {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The same part, in microseconds since the timeline's start. */
interface Cut {
  readonly fromUs: number;
  readonly toUs: number;
}

const decodeInstant = Schema.decodeUnknownOption(Instant);

/**
 * A timeline without the faults that began before `--from` or not before `--to`. It starts when the part does. What was
 * observed of the whole run is not kept, for it says nothing of a part; nor is the step at which it started.
 */
export const cutTimeline = (
  source: TimelineSource,
  flags: WindowFlags,
): { readonly source: TimelineSource } | { readonly problems: ReadonlyArray<InputProblem> } => {
  const { header } = source;
  if (flags.from === undefined && flags.to === undefined) return { source };
  const fromUs = flags.from === undefined ? 0 : offsetOf(flags.from, header);
  const toUs = flags.to === undefined ? Number.POSITIVE_INFINITY : offsetOf(flags.to, header);
  const problems = [
    ...(typeof fromUs === "string" ? [problemAt("--from", fromUs)] : []),
    ...(typeof toUs === "string" ? [problemAt("--to", toUs)] : []),
  ];
  if (typeof fromUs === "string" || typeof toUs === "string") return { problems };
  if (toUs <= fromUs) return { problems: [problemAt("--to", "expected a time after --from")] };
  const cut = { fromUs, toUs };
  let count = 0;
  for (const fault of source.faults()) {
    if (header.startsAt === undefined && typeof fault.at === "object") {
      return {
        problems: [problemAt(source.file, "has dates and no startsAt: say when it starts to replay a part of it")],
      };
    }
    if (cutFault(fault, header, cut) !== undefined) count += 1;
  }
  // A fault keeps the id that it has in the file.
  const faults = function* (): Generator<ReplayedFault> {
    let index = 0;
    for (const fault of source.faults()) {
      const id = faultIdOf(fault, index++);
      const kept = cutFault(fault, header, cut);
      if (kept !== undefined) yield { ...kept, id };
    }
  };
  return { source: { ...source, header: cutHeader(header, fromUs), count, cutAway: source.count - count, faults } };
};

/** Microseconds since the timeline's start, or why there are none. */
const offsetOf = (text: string, { startsAt }: TimelineHeader): number | string => {
  const decoded = decodeInstant(text);
  if (decoded._tag === "None") {
    return `expected a date with its time zone, such as "2024-05-06T00:00:00Z", or a time since the timeline's start, such as "90 days", found "${text}"`;
  }
  const { value } = decoded;
  if (typeof value === "number") return value;
  return startsAt === undefined
    ? 'is a date, and the timeline does not say when it starts: give a time since its start, such as "90 days"'
    : (value.dateMs - startsAt) * 1_000;
};

/** A fault as the part has it; `undefined` when it began outside. One that waits for an event always may come. */
const cutFault = (fault: ReplayedFault, { startsAt = 0 }: TimelineHeader, { fromUs, toUs }: Cut) => {
  const { at, every } = fault;
  if (every !== undefined) {
    const us = every.from ?? 0;
    return us >= toUs ? undefined : { ...fault, every: { ...every, from: Math.max(0, us - fromUs) } };
  }
  if (at === undefined) return fault;
  const us = typeof at === "number" ? at : (at.dateMs - startsAt) * 1_000;
  if (us < fromUs || us >= toUs) return undefined;
  return typeof at === "number" ? { ...fault, at: at - fromUs } : fault;
};

const cutHeader = ({ observed: _, firstStep: __, ...header }: TimelineHeader, fromUs: number): TimelineHeader => {
  const { startsAt, settings } = header;
  const since = ({ at }: Setting): number => (typeof at === "number" ? at : (at.dateMs - (startsAt ?? 0)) * 1_000);
  return {
    ...header,
    ...(startsAt === undefined ? {} : { startsAt: startsAt + Math.floor(fromUs / 1_000) }),
    ...(settings === undefined
      ? {}
      : {
          // What changed before the part began is so from its beginning; of several changes the last one holds.
          settings: settings
            .toSorted((a, b) => since(a) - since(b))
            .map((one) => (typeof one.at === "number" ? { ...one, at: Math.max(0, one.at - fromUs) } : one)),
        }),
  };
};

type Setting = NonNullable<TimelineHeader["settings"]>[number];

/** The run starts where the part does, also where its experiment says another date. */
export const startOverride = ({ header }: TimelineSource, { from }: WindowFlags): ReadonlyArray<Override> => {
  if (from === undefined || header.startsAt === undefined) return [];
  const override = parseOverride(`startsAt=${new Date(header.startsAt).toISOString()}`);
  return "written" in override ? [override] : [];
};
