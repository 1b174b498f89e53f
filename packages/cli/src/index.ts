/**
 * The `ordeal` command, and what other packages and tests use of it.
 *
 * Map: `main.ts` starts, `command-line/` reads flags and prints help, `verbs/` are what can be asked for. `files/` reads
 * what people write, `dry-run/` tells what would be run, `run/` runs it, `summary/` tells what it came to; `hunt/`, `campaign/`,
 * `plan/`, `import/` and `replay/` are what those verbs are made of. `print/` puts quantities into words.
 */

export { type DryRun, describeDryRun } from "./dry-run/dry-run.ts";
export { type ExperimentInput, experiment } from "./files/experiment-input.ts";
export { type InputProblem, printInputProblem, printInputProblems } from "./files/input-problem.ts";
export {
  type LoadedExperiment,
  type Loading,
  type LoadOptions,
  loadExperiment,
  loadExperimentValue,
} from "./files/load.ts";
export {
  BadInput,
  type LoadedTimeline,
  loadTimeline,
  readCounterexample,
  readExperiment,
} from "./files/load-timeline.ts";
export { type Override, parseOverride, seedOverride } from "./files/override.ts";
export { printSourcePosition, type SourcePosition } from "./files/source-position.ts";
export { CannotWrite, RunBroke } from "./run/errors.ts";
export { type ExecutionOptions, runExperiment } from "./run/experiment.ts";
export { type Outputs, outputsIn } from "./run/outputs.ts";
export { silently } from "./screen.ts";
export type { Summarized } from "./summary/summarized.ts";
export { summarize } from "./summary/summary.ts";
export { version } from "./version.ts";
