import { type Scenario, warningsOf } from "@ordeal/model";
import { type InputProblem, printInputProblems } from "./input-problem.ts";
import type { LoadedExperiment } from "./load.ts";

/** What an experiment says that can be run, and hardly means what was meant; `scenario` is the part that is to be run. */
export const warningsIn = (
  { file, experiment, placeOf, baseline }: LoadedExperiment,
  scenario: Scenario = experiment,
): ReadonlyArray<InputProblem> => [
  ...warningsOf(scenario).map((problem) => ({ ...problem, place: placeOf?.(problem.path) ?? { source: file } })),
  ...(baseline?.warnings ?? []).map((message) => ({
    place: { source: `--baseline ${baseline?.used.file}` },
    path: [],
    message,
    severity: "warning" as const,
  })),
];

/** The lines to print for warnings; nothing for none. */
export const printWarnings = (warnings: ReadonlyArray<InputProblem>): string =>
  printInputProblems(warnings)
    .map((line) => `${line}\n`)
    .join("");

/** Warnings as `--json` tells them. */
export const warningsDocument = (warnings: ReadonlyArray<InputProblem>) =>
  warnings.map(({ place, path, message }) => ({ ...place, path, message }));
