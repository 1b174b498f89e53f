import { ordealCommand } from "@ordeal/model";
import type { LoadedExperiment } from "../files/load.ts";
import { shellAssignment, shellWord } from "../print/shell.ts";

/** One line that plans the same again, ready for a shell. */
export const planCommand = (
  { file, overrides }: LoadedExperiment,
  {
    vary,
    search,
    race,
    runs,
    seed,
    out,
  }: {
    readonly vary: ReadonlyArray<string>;
    readonly search: string | undefined;
    readonly race: boolean;
    readonly runs: number;
    readonly seed: number;
    readonly out?: string | undefined;
  },
): string => {
  const assigned = (text: string): string => {
    const equals = text.indexOf("=");
    return shellAssignment(text.slice(0, equals), text.slice(equals + 1));
  };
  return [
    `${ordealCommand} plan`,
    shellWord(file),
    ...vary.map((text) => `--vary ${assigned(text)}`),
    ...(search === undefined ? [] : [`--search ${assigned(search)}`]),
    ...(race ? ["--race"] : []),
    `--runs ${runs}`,
    ...(seed === 1 ? [] : [`--seed ${seed}`]),
    ...overrides.map(({ written }) => `--set ${shellAssignment(written.path, written.value)}`),
    ...(out === undefined ? [] : [`--out ${shellWord(out)}`]),
  ].join(" ");
};
