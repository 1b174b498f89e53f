import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeTimeline, type Problem, type Timeline } from "@ordeal/model";
import { type InputProblem, printInputProblems } from "./input-problem.ts";
import { mistaken } from "./kind.ts";
import { type LoadedExperiment, loadExperiment, loadFile, nameOf } from "./load.ts";
import { type Override, parseOverride } from "./override.ts";
import { shownName } from "./read-file.ts";

/** A timeline that was read and found good. */
export interface LoadedTimeline {
  /** The file as it was given. */
  readonly file: string;
  /** The file's name without its folder and extension. */
  readonly name: string;
  readonly timeline: Timeline;
  /** The environment variables whose values stand in it. */
  readonly environment?: ReadonlyMap<string, string> | undefined;
}

/** Reads a timeline in YAML, JSON or TypeScript, or lists everything that is wrong with it. Never throws for input. */
export const loadTimeline = async (
  file: string,
): Promise<{ readonly loaded: LoadedTimeline } | { readonly problems: ReadonlyArray<InputProblem> }> => {
  const reading = await loadFile(file, (written) => {
    const problem = mistaken(written, "timeline", file);
    return problem === undefined ? decodeTimeline(written) : { problems: [problem] };
  });
  if ("problems" in reading) return reading;
  const { value: timeline, environment } = reading;
  return { loaded: { file, name: nameOf(file), timeline, environment } };
};

/** Where a timeline's own experiment lies; `undefined` when it names none. */
export const experimentOf = (file: string, { on }: Pick<Timeline, "on">): string | undefined =>
  on === undefined ? undefined : shownName(join(dirname(file), on));

/** What of a timeline's header leads nowhere: an experiment that is not there, an override that is none. */
export const deadEnds = (file: string, header: Pick<Timeline, "on" | "set">): ReadonlyArray<Problem> => {
  const on = experimentOf(file, header);
  const overrides = (header.set ?? []).map(parseOverride);
  return [
    ...(on === undefined || existsSync(on)
      ? []
      : [{ path: ["on"], message: `expected an experiment: ${on} does not exist` }]),
    ...overrides.flatMap((one, index) => ("written" in one ? [] : [{ path: ["set", index], message: one.message }])),
  ];
};

/** What a timeline puts in the place of its experiment's values: what was so when it was found. */
export const overridesOf = (
  { seed, set = [] }: Pick<Timeline, "seed" | "set">,
  file: string,
): { readonly overrides: ReadonlyArray<Override>; readonly problems: ReadonlyArray<InputProblem> } => {
  const written = [...(seed === undefined ? [] : [`seed=${seed}`]), ...set].map(parseOverride);
  return {
    overrides: written.flatMap((one) => ("written" in one ? [one] : [])),
    problems: written.flatMap((one) => ("written" in one ? [] : [{ ...one, place: { source: file }, path: ["set"] }])),
  };
};

/** Bad input, where the reader is a program: its message has every problem with its place. */
export class BadInput extends Error {
  constructor(problems: ReadonlyArray<InputProblem>) {
    super(printInputProblems(problems).join("\n"));
    this.name = "BadInput";
  }
}

/** Reads an experiment for a program, such as a test; throws {@link BadInput} with all that is wrong. */
export const readExperiment = async (
  file: string | URL,
  overrides: ReadonlyArray<Override> = [],
): Promise<LoadedExperiment> => {
  const loading = await loadExperiment(pathOf(file), { overrides });
  if ("problems" in loading) throw new BadInput(loading.problems);
  return loading.loaded;
};

/** Reads a timeline that a hunt saved, with the experiment that it breaks; throws {@link BadInput}. */
export const readCounterexample = async (
  file: string | URL,
): Promise<{ readonly timeline: Timeline; readonly experiment: LoadedExperiment }> => {
  const path = pathOf(file);
  const loading = await loadTimeline(path);
  if ("problems" in loading) throw new BadInput(loading.problems);
  const { timeline } = loading.loaded;
  const on = experimentOf(path, timeline);
  if (on === undefined) {
    const message = "is required here: the experiment that the timeline is for";
    throw new BadInput([{ place: { source: path }, path: ["on"], message }]);
  }
  const { overrides, problems } = overridesOf(timeline, path);
  if (problems.length > 0) throw new BadInput(problems);
  return { timeline, experiment: await readExperiment(on, overrides) };
};

const pathOf = (file: string | URL): string => (typeof file === "string" ? file : shownName(fileURLToPath(file)));
