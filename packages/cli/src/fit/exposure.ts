import type { Exposure, Recorded } from "@ordeal/explorer";
import {
  type ComponentKind,
  componentKinds,
  DAY_US,
  DurationUs,
  humanDuration,
  humanNumber,
  Instant,
  instantUs,
  nearest,
  type RecordedCluster,
} from "@ordeal/model";
import * as Schema from "effect/Schema";
import type { TimelineSource } from "../replay/source.ts";
import type { FitFlags } from "./flags.ts";

/** What the fit of some timelines starts from. */
export interface Grounds {
  readonly records: ReadonlyArray<Recorded>;
  readonly exposure: Exposure;
  readonly relapseWithinUs: number;
}

type Problems = { readonly problems: ReadonlyArray<string> };

const decodeInstant = Schema.decodeUnknownOption(Instant);
const decodeDuration = Schema.decodeUnknownOption(DurationUs);

/** How many components, and for how long: as the flags say, else as the timelines' headers do. Never a guess. */
export const groundsOf = (sources: ReadonlyArray<TimelineSource>, flags: FitFlags): Grounds | Problems => {
  const problems: Array<string> = [];
  const counts = countsOf(sources, flags, problems);
  const windows = sources.map((source) => windowOf(source, flags, problems));
  const within = decodeDuration(flags.relapseWithin ?? "1 day");
  if (within._tag === "None" || within.value === 0) {
    problems.push(`--relapse-within: expected a duration such as "1 day", found "${flags.relapseWithin}"`);
  }
  const { unended = "open" } = flags;
  if (unended !== "open" && unended !== "unknown") {
    problems.push(`--unended: expected open or unknown, found "${unended}"`);
  }
  const records = sources.map((source, index) => recordOf(source, windows[index] ?? { fromUs: 0, toUs: 0 }));
  problems.push(...overlaps(records), ...twice(flags.files));
  if (problems.length > 0) return { problems };
  return {
    records,
    exposure: { counts, isFleet: flags.fleet, unended: unended as Exposure["unended"] },
    relapseWithinUs: within._tag === "Some" ? within.value : DAY_US,
  };
};

const recordOf = (source: TimelineSource, window: { readonly fromUs: number; readonly toUs: number }): Recorded => ({
  name: source.file,
  header: source.header,
  faults: { [Symbol.iterator]: () => source.faults()[Symbol.iterator]() },
  ...window,
});

/** All timelines of a fit are of one cluster, whose counts they agree on. */
const countsOf = (
  sources: ReadonlyArray<TimelineSource>,
  flags: FitFlags,
  problems: Array<string>,
): Exposure["counts"] => {
  const said = <K extends keyof RecordedCluster>(key: K): RecordedCluster[K] | undefined => {
    const values = new Map(
      sources.flatMap(({ file, header }) => (header.cluster?.[key] === undefined ? [] : [[header.cluster[key], file]])),
    );
    if (values.size > 1) {
      const [[one, first] = [], [other, second] = []] = [...values];
      problems.push(
        `${first} says ${key} ${one}, and ${second} says ${other}: expected timelines of one cluster; fit the others by themselves`,
      );
    }
    return [...values.keys()][0] as RecordedCluster[K] | undefined;
  };
  said("name");
  const nodes = flags.nodes ?? said("nodes");
  const cardsPerNode = flags.cardsPerNode ?? said("cardsPerNode");
  for (const [flag, value] of [
    ["--nodes", flags.nodes],
    ["--cards-per-node", flags.cardsPerNode],
  ] as const) {
    if (value !== undefined && !(value >= 1)) problems.push(`${flag}: expected at least 1, found ${value}`);
  }
  return {
    ...(nodes === undefined ? {} : { node: nodes }),
    ...(nodes === undefined || cardsPerNode === undefined ? {} : { card: nodes * cardsPerNode }),
    ...Object.fromEntries(flags.counts.flatMap((text) => countOf(text, problems))),
  };
};

/** `tor=6`, as a kind of component and how many there are. */
const countOf = (text: string, problems: Array<string>): ReadonlyArray<readonly [ComponentKind, number]> => {
  const [, name = "", digits = ""] = /^\s*([a-z]+)\s*=\s*([\d,]+)\s*$/.exec(text) ?? [];
  const kind = name === "link" ? "uplink" : (name as ComponentKind);
  const count = Number(digits.replaceAll(",", ""));
  if (!componentKinds.includes(kind)) {
    const [near = ""] = nearest(name, componentKinds, 1);
    problems.push(
      `--count: expected a kind of component and a number, such as tor=6, found "${text}"; the nearest kind is ${near}`,
    );
    return [];
  }
  if (!(count >= 1)) {
    problems.push(`--count ${text}: expected at least 1`);
    return [];
  }
  return [[kind, count]];
};

const windowOf = ({ file, header }: TimelineSource, flags: FitFlags, problems: Array<string>) => {
  const read = (flag: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const instant = decodeInstant(text);
    if (instant._tag === "None") {
      problems.push(
        `${flag}: expected a time since the start such as "348 days", or a date with its zone, found "${text}"`,
      );
      return undefined;
    }
    const us = instantUs(instant.value, header.startsAt);
    if (us === undefined) problems.push(`${flag}: ${file} has no date of its own, so that ${text} lies nowhere in it`);
    return us;
  };
  const before = problems.length;
  const fromUs = read("--from", flags.from) ?? 0;
  const toUs = read("--to", flags.to) ?? header.recordedFor;
  if (problems.length > before) return undefined;
  if (toUs === undefined) {
    problems.push(
      `${file}: nobody says how long was recorded: give --to TIME (a time since its start, or a date), or write recordedFor in its header`,
    );
    return undefined;
  }
  if (toUs <= fromUs) {
    problems.push(
      `${file}: expected an end after the begin, found ${humanDuration(fromUs)} to ${humanDuration(toUs)}: no time was observed`,
    );
  }
  return { fromUs, toUs };
};

/** The same time twice would count the same faults twice. */
const overlaps = (records: ReadonlyArray<Recorded>): ReadonlyArray<string> => {
  const dated = records
    .flatMap(({ name, header: { startsAt }, fromUs, toUs }) =>
      startsAt === undefined ? [] : [{ name, from: startsAt + fromUs / 1_000, to: startsAt + toUs / 1_000 }],
    )
    .toSorted((a, b) => a.from - b.from);
  return dated.flatMap((one, index) => {
    const next = dated[index + 1];
    return next !== undefined && next.from < one.to
      ? [
          `${one.name} and ${next.name} tell of the same time: the faults of ${humanDuration((Math.min(one.to, next.to) - next.from) * 1_000)} would count twice`,
        ]
      : [];
  });
};

const twice = (files: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set(files.filter((file, index) => files.indexOf(file) !== index))].map(
    (file) => `${file} is named twice: its faults would count twice`,
  );

/** What to do about components that nobody counted. */
export const countsNext = (problems: ReadonlyArray<string>): string =>
  problems.some((problem) => problem.startsWith("nobody says how many"))
    ? "\nGive --nodes N and --cards-per-node N, or --count KIND=N; with --fleet rates are those of the whole fleet."
    : "";

/** How many of what, for people. */
export const describeCounts = (counts: Exposure["counts"]): string =>
  counts.node === undefined ? "" : ` of ${humanNumber(counts.node)} nodes`;
