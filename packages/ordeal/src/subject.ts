import {
  BadInput,
  type ExperimentInput,
  type LoadedExperiment,
  loadExperimentValue,
  parseOverride,
  readExperiment,
  seedOverride,
} from "@ordeal/cli";

/** What may be run: a file, what a file would say, or an experiment that was read before. */
export type Subject = string | URL | ExperimentInput | LoadedExperiment;

export interface SubjectOptions {
  /** The seed, instead of the experiment's own: an integer from 0 to 2³² − 1. */
  readonly seed?: number;
  /** Values by path, as `--set` has them: `{ "recovery.restart": "10 minutes" }`. */
  readonly set?: Readonly<Record<string, string>>;
}

/** Reads whatever it is; throws {@link BadInput} with all that is wrong with it. */
export const load = async (subject: Subject, { seed, set = {} }: SubjectOptions = {}): Promise<LoadedExperiment> => {
  const overrides = Object.entries(set).map(([path, value]) => {
    const parsed = parseOverride(`${path}=${value}`);
    if ("written" in parsed) return parsed;
    throw new BadInput([{ ...parsed, place: { source: "set" } }]);
  });
  if (seed !== undefined) overrides.push(seedOverride(seed));
  if (typeof subject === "string" || subject instanceof URL) return readExperiment(subject, overrides);
  if (!isLoaded(subject)) return loadedFrom(subject, overrides);
  if (overrides.length === 0) return subject;
  return readExperiment(subject.file, [...subject.overrides, ...overrides]);
};

const loadedFrom = async (
  input: ExperimentInput,
  overrides: LoadedExperiment["overrides"],
): Promise<LoadedExperiment> => {
  const loading = await loadExperimentValue(input, { overrides });
  if ("problems" in loading) throw new BadInput(loading.problems);
  return loading.loaded;
};

const isLoaded = (subject: ExperimentInput | LoadedExperiment): subject is LoadedExperiment =>
  "experiment" in subject && "overrides" in subject;
