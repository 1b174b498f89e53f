import { basename, dirname, extname, resolve } from "node:path";
import { type Assumption, assumptionsOf, type Experiment, type Path, type Problem } from "@ordeal/model";
import { readExperiment } from "@ordeal/simulator";
import type { UsedBaseline } from "./baseline.ts";
import { fixturesFolder } from "./fixtures.ts";
import { guarded } from "./guarded.ts";
import { expand, type Inclusion, newInclusion, noteReading, tooLarge } from "./include.ts";
import type { InputProblem } from "./input-problem.ts";
import { mistaken } from "./kind.ts";
import { PARTS_MAX } from "./limits.ts";
import { ValueTooLarge, writtenValue } from "./module-value.ts";
import { applyOverride, choosesInclude, type Override } from "./override.ts";
import { readInput, STDIN } from "./read-file.ts";
import { printSourcePosition, type SourcePosition } from "./source-position.ts";
import { bare, countParts, follow, type Written } from "./written.ts";
import type { Reading } from "./yaml.ts";

/** An experiment that was read and found good, with what is needed to read it again. */
export interface LoadedExperiment {
  /** The file as it was given. */
  readonly file: string;
  /** The file's name without its folder and extension. */
  readonly name: string;
  readonly experiment: Experiment;
  readonly overrides: ReadonlyArray<Override>;
  /** What it leaves to be assumed of its cluster; nothing where that is not known. */
  readonly assumed?: ReadonlyArray<Assumption>;
  /** The environment variables whose values stand in it. */
  readonly environment?: ReadonlyMap<string, string> | undefined;
  /** What its thresholds are set against. */
  readonly baseline?: UsedBaseline;
  /** Where something of the experiment is written; its file, for one that was not read from any. */
  readonly placeOf?: (path: Path) => SourcePosition;
}

export type Loading = { readonly loaded: LoadedExperiment } | { readonly problems: ReadonlyArray<InputProblem> };

export interface LoadOptions {
  readonly overrides?: ReadonlyArray<Override>;
  /** Where `use` names are looked up; the repository's fixtures unless given. */
  readonly fixtures?: string;
}

/** Reads an experiment with its includes and overrides, or lists everything that is wrong with it. Never throws for input. */
export const loadExperiment = async (file: string, options: LoadOptions = {}): Promise<Loading> => {
  const reading = await loadFile(file, (written) => asExperiment(written, file), options);
  if ("problems" in reading) return reading;
  return { loaded: loadedOf(reading, file, nameOf(file), options.overrides) };
};

/** An experiment that was read, with what is needed to read it again. */
export const loadedOf = (
  { value: experiment, placeOf, written, environment }: Read<Experiment>,
  file: string,
  name: string,
  overrides: ReadonlyArray<Override> = [],
): LoadedExperiment => ({
  file,
  name,
  experiment,
  overrides,
  assumed: assumptionsOf(written),
  environment,
  placeOf,
});

const asExperiment = (written: unknown, file: string) => {
  const problem = mistaken(written, "experiment", file);
  return problem === undefined ? readExperiment(written) : { problems: [problem] };
};

/** A file's name without its folder and extension. */
export const nameOf = (file: string): string => (file === STDIN ? "stdin" : basename(file, extname(file)));

type Decode<A> = (written: unknown) => { readonly value: A } | { readonly problems: ReadonlyArray<Problem> };

/** What a file holds, and where the parts of it are written. */
export interface Read<A> {
  readonly value: A;
  /** As it was written, includes and overrides done. */
  readonly written: unknown;
  readonly environment: ReadonlyMap<string, string>;
  readonly placeOf: (path: Path) => SourcePosition;
}

/** Reads a file with its includes and overrides, and decodes it; problems say where they stand. */
export const loadFile = async <A>(
  file: string,
  decode: Decode<A>,
  options: LoadOptions = {},
): Promise<Read<A> | { readonly problems: ReadonlyArray<InputProblem> }> =>
  decodeReading(await readInput(resolve(file), file), file, decode, options);

/**
 * Takes an experiment that a program made, as a file would say it. Names in it that start with a dot are relative to the
 * working folder. Never throws for input.
 */
export const loadExperimentValue = async (value: unknown, options: LoadOptions = {}): Promise<Loading> => {
  const name = "experiment";
  try {
    const written = writtenValue(value, { source: name }, guarded);
    const read = await decodeReading({ written, problems: [] }, name, readExperiment, options);
    if ("problems" in read) return read;
    return { loaded: loadedOf(read, name, name, options.overrides) };
  } catch (error) {
    if (!(error instanceof ValueTooLarge)) throw error;
    return { problems: [{ place: { source: name }, path: [], message: error.message }] };
  }
};

/** Expands and decodes what was read; `file` is what it was read from, and what messages call it. */
const decodeReading = async <A>(
  reading: Reading,
  file: string,
  decode: Decode<A>,
  { overrides = [], fixtures = fixturesFolder }: LoadOptions,
): Promise<Read<A> | { readonly problems: ReadonlyArray<InputProblem> }> => {
  const absolute = resolve(file);
  if (reading.written === undefined) return { problems: reading.problems };
  if (countParts(reading.written, PARTS_MAX) > PARTS_MAX) {
    return { problems: [{ place: { source: file }, path: [], message: tooLarge }] };
  }
  const context = newInclusion(resolve(fixtures));
  noteReading(reading, context);
  const raw = applyAll(reading.written, overrides.filter(choosesInclude), context);
  const expanded = await expand(raw, [], { folder: dirname(absolute), files: [absolute] }, context);
  const values = overrides.filter((override) => !choosesInclude(override));
  const written = applyAll(expanded, await expandValues(values, context), context);
  const plain = bare(written);
  const decoded = decode(plain);
  if ("problems" in decoded) {
    const told = new Set(context.problems.map(({ place }) => printSourcePosition(place)));
    const own = decoded.problems
      .filter((problem) => !followsFromFailedInclude(problem, context))
      .map((problem) => ({ ...problem, place: blame(written, problem) }));
    // Where something could not be read, such as a variable that is not set, what it lacks is no second problem.
    context.problems.push(
      ...own.filter(({ place: { line }, place }) => line === undefined || !told.has(printSourcePosition(place))),
    );
  }
  if (context.problems.length > 0 || "problems" in decoded) return { problems: context.problems };
  const { environment } = context;
  return { value: decoded.value, written: plain, environment, placeOf: (path) => follow(written, path).part.at };
};

const applyAll = (written: Written, overrides: ReadonlyArray<Override>, { problems }: Inclusion): Written =>
  overrides.reduce((whole, override) => {
    const applied = applyOverride(whole, override);
    if ("kind" in applied) return applied;
    problems.push(applied);
    return whole;
  }, written);

/** A value of the command line may itself say `use`; names in it that start with a dot are relative to here. */
const expandValues = (overrides: ReadonlyArray<Override>, context: Inclusion): Promise<ReadonlyArray<Override>> =>
  Promise.all(
    overrides.map(async (override) => ({
      ...override,
      value: await expand(override.value, override.path, { folder: process.cwd(), files: [] }, context),
    })),
  );

/** What an include that failed would have brought is not missing through any fault of its own. */
const followsFromFailedInclude = ({ path, message }: Problem, { failedAt }: Inclusion): boolean =>
  failedAt.some(
    (failed) => failed.every((key, index) => path[index] === key) && (failed.length > 0 || isMissing(message)),
  );

const isMissing = (message: string): boolean => message.startsWith("is required");
const isUnknownField = (message: string): boolean => message.startsWith("is not a field");

/** The place to fix: the value itself, the key of an unknown field, or what lacks a missing one. */
const blame = (written: Written, { path, message }: Problem) => {
  const { found, part, keyAt } = follow(written, path);
  return found && isUnknownField(message) ? (keyAt ?? part.at) : part.at;
};
