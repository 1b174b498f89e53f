import * as Effect from "effect/Effect";
import { whyNotKeep } from "../run/out-files.ts";
import { makeFolder } from "../run/outputs.ts";
import { Screen } from "../screen.ts";

/** Makes the directory of `--out`, or says why it cannot be made. */
export const canWriteIn = Effect.fnUntraced(function* (folder: string) {
  const { err } = yield* Screen;
  return yield* makeFolder(folder).pipe(
    Effect.as(true),
    Effect.catch(({ reason }) => {
      err.write(`--out ${folder} cannot be made a directory: ${reason}. Name another one.\n`);
      return Effect.succeed(false);
    }),
  );
});

/** Whether runs may be kept where they are wanted; says which files would be lost, if any. */
export const mayKeep = Effect.fnUntraced(function* (runs: ReadonlyArray<Readonly<Parameters<typeof whyNotKeep>>>) {
  const { err } = yield* Screen;
  const reasons = runs.flatMap((run) => whyNotKeep(...run) ?? []);
  for (const reason of reasons) err.write(`--out: ${reason}\n`);
  if (reasons.length > 0) err.write("Nothing was run.\n");
  return reasons.length === 0;
});
