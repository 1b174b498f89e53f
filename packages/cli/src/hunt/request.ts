import type { FaultSpec } from "@ordeal/model";
import type { LoadedExperiment } from "../files/load.ts";

/** What a hunt was asked for, as plain data: threads read the experiment again, for policies may be functions. */
export interface HuntRequest {
  readonly file: string;
  /** The values of `--set`, as they were written. */
  readonly set: ReadonlyArray<string>;
  /** The seed of the search; the experiment keeps its own. */
  readonly seed: number;
  readonly workers: number;
  readonly isExhaustive: boolean;
  /** The files of timelines that are tried first, and what they hold. */
  readonly exampleFiles: ReadonlyArray<string>;
  readonly examples: ReadonlyArray<ReadonlyArray<FaultSpec>>;
}

/** Overrides as `--set` takes them. */
export const setOf = ({ overrides }: LoadedExperiment): ReadonlyArray<string> =>
  overrides.map(({ written }) => `${written.path}=${written.value}`);
