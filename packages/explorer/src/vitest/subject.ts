import type { Experiment } from "@ordeal/model";

/** An experiment, or one with the file and overrides that it was read from: what `readExperiment` of the cli gives. */
export type Subject =
  | Experiment
  | {
      readonly experiment: Experiment;
      readonly file?: string;
      readonly overrides?: ReadonlyArray<{ readonly written: { readonly path: string; readonly value: string } }>;
    };

export interface Read {
  readonly experiment: Experiment;
  readonly file: string | undefined;
  /** What was put in the place of its values: `recovery.restart=10 minutes`. */
  readonly set: ReadonlyArray<string>;
}

export const readSubject = (subject: Subject): Read => {
  if (!("experiment" in subject)) return { experiment: subject, file: undefined, set: [] };
  const { experiment, file, overrides = [] } = subject;
  return { experiment, file, set: overrides.map(({ written }) => `${written.path}=${written.value}`) };
};
