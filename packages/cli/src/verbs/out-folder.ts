import * as Effect from "effect/Effect";
import { whyNotKeep } from "../run/out-files.ts";
import { makeFolder } from "../run/outputs.ts";

/** Makes the directory of `--out`; why runs cannot be kept there, or which files would be lost; nothing where all is well. */
export const whyNotOut = (folder: string, runs: ReadonlyArray<Readonly<Parameters<typeof whyNotKeep>>>) =>
  makeFolder(folder).pipe(
    Effect.map(() => {
      const reasons = runs.flatMap((run) => whyNotKeep(...run) ?? []).map((reason) => `--out: ${reason}`);
      return reasons.length === 0 ? undefined : reasons.join("\n");
    }),
    Effect.catch(({ reason }) =>
      Effect.succeed(`--out ${folder} cannot be made a directory: ${reason}. Name another one.`),
    ),
  );
