import { ordealCommand } from "@ordeal/model";
import type { LoadedExperiment } from "../files/load.ts";
import { shellAssignment, shellEnvironment, shellWord } from "../print/shell.ts";
import { EVENTS_MAX } from "./event-bound.ts";

/** How a run was asked for, beside its experiment. */
export interface Asked {
  readonly elsewhere?: { readonly url: string; readonly access?: ReadonlyArray<string> };
  readonly rate?: number;
  /** The result of a recorded run that is the twin. */
  readonly twinFile?: string;
  readonly isStrict?: boolean;
  /** How many events the run may come to. */
  readonly eventsMax?: number;
}

/** One line that runs the same experiment again, with its seed and overrides, ready for a shell. */
export const commandOf = (
  { file, experiment, overrides, environment, baseline }: LoadedExperiment,
  asked: Asked = {},
): string => {
  const sets = overrides
    .filter(({ written }) => written.path !== "seed")
    .map(({ written }) => `--set ${shellAssignment(written.path, written.value)}`);
  const agent =
    asked.elsewhere === undefined
      ? []
      : [`--agent ${shellWord(asked.elsewhere.url)}`, ...(asked.elsewhere.access ?? [])];
  const twin = asked.twinFile === undefined ? [] : [`--twin ${shellWord(asked.twinFile)}`];
  const rate = asked.rate === undefined ? [] : [`--rate ${asked.rate}`];
  const strict = asked.isStrict === true ? ["--strict"] : [];
  const { eventsMax = EVENTS_MAX } = asked;
  const events = eventsMax === EVENTS_MAX ? [] : [`--allow-events ${eventsMax}`];
  const against = baseline === undefined ? [] : [`--baseline ${shellWord(baseline.used.file)}`];
  const command = `${shellEnvironment(environment)}${ordealCommand} run`;
  return [
    command,
    shellWord(file),
    `--seed ${experiment.seed}`,
    ...sets,
    ...against,
    ...twin,
    ...agent,
    ...rate,
    ...strict,
    ...events,
  ].join(" ");
};
