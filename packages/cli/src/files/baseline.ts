import {
  type Baseline,
  counted,
  decode,
  type Experiment,
  humanDuration,
  printPath,
  type ResultDocument,
  ResultDocumentSchema,
  withBaseline,
} from "@ordeal/model";
import { version } from "../version.ts";
import type { InputProblem } from "./input-problem.ts";
import { expectedResult, readResults } from "./read-results.ts";

/** An experiment, and what its results are called. */
interface Judged {
  readonly name: string;
  readonly experiment: Experiment;
  readonly baseline?: UsedBaseline;
}

/** What thresholds are set against, and what makes that worth less than it looks. */
export interface UsedBaseline {
  readonly used: Baseline;
  readonly warnings: ReadonlyArray<string>;
}

/** Results that a run wrote: its document, or all of `run --json`. */
export interface Baselines {
  readonly file: string;
  readonly results: ReadonlyArray<unknown>;
}

type Read<A> = A | { readonly problem: InputProblem };

/** Reads what `--baseline` names, or says why that is no result. */
export const readBaselines = async (file: string): Promise<Read<Baselines>> => {
  const read = await readResults(file);
  return "refused" in read ? refuse(file, read.refused) : { file, results: read.results };
};

/**
 * An experiment whose thresholds of a baseline are set against the result that an earlier run of it came to; `names` are
 * those that its results go by. One without such thresholds stays as it is.
 */
export const againstBaseline = <A extends Judged>(
  loaded: A,
  { file, results }: Baselines,
  names: ReadonlyArray<string> = [loaded.name],
): Read<A> => {
  const { experiment } = loaded;
  if (!comparesWithBaseline(loaded)) return loaded;
  const titles = results.map((one) => ((one ?? {}) as { readonly experiment?: unknown }).experiment);
  const index = titles.findIndex((name) => typeof name === "string" && names.includes(name));
  if (index < 0) {
    const [known] = titles.filter((name) => typeof name === "string");
    if (known === undefined) return refuse(file, `is no result of a run: ${expectedResult}`);
    const others =
      titles.length === 1 ? `"${known}"` : `${counted(titles.length, "other experiment")}, such as "${known}"`;
    return refuse(file, `is a result of ${others}, not of "${names[0]}": name one of the same experiment`);
  }
  const found = results[index] as { readonly ordeal?: unknown };
  if (found.ordeal !== version) {
    return refuse(
      file,
      `was made by version ${String(found.ordeal)} of Ordeal, and this is ${version}: make it again with this version`,
    );
  }
  const decoded = decode(ResultDocumentSchema, found);
  if ("problems" in decoded) {
    const [{ path, message } = { path: [], message: "" }] = decoded.problems;
    return refuse(file, `is no result of a run: ${printPath(path)}: ${message}`);
  }
  const { value: result } = decoded;
  if (result.stopped !== null) {
    return refuse(file, `was stopped early (${result.stopped.condition}): it says nothing of a whole run`);
  }
  const thresholds = withBaseline(experiment.thresholds, result.metrics);
  const { seed, wallUs, journal } = result;
  const used = { file, seed, wallUs, sha256: journal.sha256 };
  return {
    ...loaded,
    experiment: { ...experiment, thresholds },
    baseline: { used, warnings: differences(result, loaded) },
  };
};

/** Whether any threshold of it is one of a baseline. */
export const comparesWithBaseline = ({ experiment }: Pick<Judged, "experiment">): boolean =>
  experiment.thresholds.some(({ of }) => of === "baseline");

/** What differs although nobody changed the experiment for the better or the worse. */
const differences = ({ seed, wallUs }: ResultDocument, { experiment }: Judged): ReadonlyArray<string> => [
  ...(seed === experiment.seed
    ? []
    : [`the baseline is of seed ${seed} and this run of seed ${experiment.seed}: a difference may be chance`]),
  ...(wallUs === experiment.duration
    ? []
    : [`the baseline lasted ${humanDuration(wallUs)}, and this run lasts ${humanDuration(experiment.duration)}`]),
];

const refuse = (file: string, message: string): { readonly problem: InputProblem } => ({
  problem: { place: { source: `--baseline ${file}` }, path: [], message },
});
