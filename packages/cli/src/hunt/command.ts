import { type FoundAt, printFoundAt } from "@ordeal/explorer";
import { ordealCommand } from "@ordeal/model";
import type { LoadedExperiment } from "../files/load.ts";
import { shellAssignment, shellEnvironment, shellWord } from "../print/shell.ts";
import type { HuntRequest } from "./request.ts";

/** One line that hunts again the same way; with `at`, one that goes back to what was found and takes up its shrinking. */
export const huntCommand = (
  { file, overrides, environment }: LoadedExperiment,
  { seed, workers, isExhaustive, exampleFiles }: Omit<HuntRequest, "file" | "set" | "examples">,
  at?: FoundAt,
): string =>
  [
    `${shellEnvironment(environment)}${ordealCommand} hunt`,
    shellWord(file),
    `--seed ${seed}`,
    ...overrides.map(({ written }) => `--set ${shellAssignment(written.path, written.value)}`),
    ...(workers === 1 ? [] : [`--workers ${workers}`]),
    ...(isExhaustive ? ["--exhaustive"] : []),
    ...exampleFiles.map((one) => `--example ${shellWord(one)}`),
    ...(at === undefined ? [] : [`--path ${printFoundAt(at)}`]),
  ].join(" ");
