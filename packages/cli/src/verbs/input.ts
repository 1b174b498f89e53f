import { counted, ordealCommand } from "@ordeal/model";
import { againstBaseline, comparesWithBaseline, readBaselines } from "../files/baseline.ts";
import { type InputProblem, printInputProblems } from "../files/input-problem.ts";
import { type LoadedExperiment, loadExperiment } from "../files/load.ts";
import { type Override, parseOverride, seedOverride } from "../files/override.ts";
import { shellWord } from "../print/shell.ts";
import { tooManyEvents } from "../run/event-bound.ts";

/** What is said where a warning is an error. */
export const STRICT = "With --strict a warning is an error.";

export interface FileProblems {
  readonly file: string;
  readonly problems: ReadonlyArray<InputProblem>;
}

/** Every experiment of a command, or everything that is wrong with any of them: nothing is run if one is bad. */
export interface Input {
  readonly experiments: ReadonlyArray<LoadedExperiment>;
  readonly bad: ReadonlyArray<FileProblems>;
}

interface OverrideFlags {
  readonly set: ReadonlyArray<string>;
  readonly seed: number | undefined;
}

interface InputFlags extends OverrideFlags {
  /** The file of an earlier result that thresholds are set against. */
  readonly baseline?: string | undefined;
  /** How many events a run may have; the default unless given. */
  readonly allowEvents?: number | undefined;
}

/** What `--set` and `--seed` put in the place of values, and what of them cannot be read. */
export const readOverrides = ({ set, seed }: OverrideFlags) => {
  const overrides: Array<Override> = [];
  const unreadable: Array<InputProblem> = [];
  for (const text of set) {
    const parsed = parseOverride(text);
    if ("written" in parsed) overrides.push(parsed);
    else unreadable.push(parsed);
  }
  if (seed !== undefined) overrides.push(seedOverride(seed));
  return { overrides, unreadable };
};

/** Loads all experiments of a command, with the overrides of its flags; what would never end is bad input. */
export const loadInput = async (files: ReadonlyArray<string>, flags: InputFlags): Promise<Input> => {
  const { overrides, unreadable } = readOverrides(flags);
  const experiments: Array<LoadedExperiment> = [];
  const bad: Array<FileProblems> = unreadable.length === 0 ? [] : [{ file: "--set", problems: unreadable }];
  for (const file of files) {
    const loading = await loadExperiment(file, { overrides });
    const endless = "loaded" in loading ? tooManyEvents(loading.loaded, flags.allowEvents) : undefined;
    if (endless !== undefined) bad.push({ file, problems: [endless] });
    else if ("loaded" in loading) experiments.push(loading.loaded);
    else bad.push({ file, problems: loading.problems });
  }
  if (flags.baseline === undefined || bad.length > 0) return { experiments, bad };
  const { baseline } = flags;
  const based = await setAgainst(experiments, baseline);
  return "problems" in based
    ? { experiments, bad: [{ file: "--baseline", problems: based.problems }] }
    : { experiments: based, bad };
};

/** Experiments, set against earlier results of theirs. */
const setAgainst = async (experiments: ReadonlyArray<LoadedExperiment>, file: string) => {
  const read = await readBaselines(file);
  if ("problem" in read) return { problems: [read.problem] };
  if (!experiments.some(comparesWithBaseline)) return { problems: [needless(file)] };
  const based = experiments.map((loaded) => againstBaseline(loaded, read));
  const problems = based.flatMap((one) => ("problem" in one ? [one.problem] : []));
  return problems.length > 0 ? { problems } : based.flatMap((one) => ("problem" in one ? [] : [one]));
};

/** A baseline that nothing is compared with would make believe that it was. */
export const needless = (file: string): InputProblem => ({
  place: { source: `--baseline ${file}` },
  path: [],
  message:
    'no threshold compares with it: add one such as "effectiveThroughput >= baseline - 0.5 points", or leave it out',
});

/** What to print about bad input: every problem, what that means for the command, and what to do. */
export const printBadInput = (bad: ReadonlyArray<FileProblems>, meaning: string): string => {
  const lines = [...new Set(bad.flatMap(({ problems }) => printInputProblems(problems)))];
  const files = bad.filter(({ problems }) => problems.some(({ place }) => !place.source.startsWith("--")));
  const names = [...new Set(files.map(({ file }) => shellWord(file)))];
  const next =
    names.length === 0 ? `; see ${ordealCommand} --help` : `, then check it: ${ordealCommand} check ${names.join(" ")}`;
  const problems = lines.length === 1 ? "One problem" : counted(lines.length, "problem");
  return `${lines.join("\n")}\n\n${problems}${meaning}. Fix the input${next}\n`;
};

/** Problems as `--json` tells them. */
export const problemsDocument = (bad: ReadonlyArray<FileProblems>) =>
  bad.flatMap(({ problems }) => problems.map(({ place, path, message }) => ({ ...place, path, message })));
