import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ResultDocument } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { CannotWrite } from "./errors.ts";

/** Where one experiment's journal and result go. */
export interface Outputs {
  readonly journal: string;
  readonly result: string;
}

/** A name of its own for every experiment of a command: `checkpoints`, and `checkpoints-2` for another of that name. */
export const uniqueNames = (experiments: ReadonlyArray<LoadedExperiment>): ReadonlyArray<string> => {
  const taken = new Set<string>();
  return experiments.map(({ name }) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n++) unique = `${name}-${n}`;
    taken.add(unique);
    return unique;
  });
};

export const outputsIn = (folder: string, name: string): Outputs => ({
  journal: join(folder, `${name}.journal.ndjson`),
  result: join(folder, `${name}.result.json`),
});

/** Runs something that writes to `path`; what the system refuses becomes an error that names it. */
export const tryWrite = <A>(path: string, write: () => A): Effect.Effect<A, CannotWrite> =>
  Effect.try({
    try: write,
    catch: (error) => new CannotWrite({ path, reason: systemReason(error) }),
  });

/** What the system said, without its code, its call and the path, which the error names already. */
export const systemReason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^[A-Z]+: |, \w+( '.*')?$/g, "");

export const makeFolder = (folder: string) => tryWrite(folder, () => mkdirSync(folder, { recursive: true }));

export const writeResult = (path: string, document: ResultDocument) =>
  tryWrite(path, () => writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`));
