import type { LoadedExperiment } from "../files/load.ts";
import { shellAssignment, shellWord } from "../print/shell.ts";

/** One line that runs the same experiment again, with its seed and overrides, ready for a shell. */
export const commandOf = ({ file, experiment, overrides }: LoadedExperiment): string => {
  const sets = overrides
    .filter(({ written }) => written.path !== "seed")
    .map(({ written }) => `--set ${shellAssignment(written.path, written.value)}`);
  return ["pnpm ordeal run", shellWord(file), `--seed ${experiment.seed}`, ...sets].join(" ");
};
