import { ordealCommand } from "@ordeal/model";
import type { LoadedExperiment } from "../files/load.ts";
import { shellAssignment, shellWord } from "../print/shell.ts";

/** One line that runs the same campaign again, ready for a shell; who runs it, and on how many cores, is left open. */
export const campaignCommand = (
  { file, overrides }: LoadedExperiment,
  {
    firstSeed,
    runs,
    until,
    out,
    store,
  }: {
    readonly firstSeed: number;
    readonly runs: number;
    readonly until?: string | undefined;
    readonly out?: string | undefined;
    readonly store?: string | undefined;
  },
): string =>
  [
    `${ordealCommand} campaign`,
    shellWord(file),
    `--runs ${runs}`,
    ...(until === undefined ? [] : [`--until ${shellWord(until)}`]),
    ...(firstSeed === 1 ? [] : [`--seed ${firstSeed}`]),
    ...overrides.map(({ written }) => `--set ${shellAssignment(written.path, written.value)}`),
    ...(out === undefined ? [] : [`--out ${shellWord(out)}`]),
    ...(store === undefined ? [] : [`--store ${shellWord(store)}`]),
  ].join(" ");
