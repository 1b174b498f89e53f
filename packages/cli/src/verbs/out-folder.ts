import * as Effect from "effect/Effect";
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
