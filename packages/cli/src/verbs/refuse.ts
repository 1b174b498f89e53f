import * as Effect from "effect/Effect";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";

/** Something that no file says, as `--json` tells it. */
export const commandProblem = (message: string) => ({ source: "command line", path: [], message });

/** Who is told: with `--json` a program as well, by a document that has these fields beside what is wrong. */
interface Told {
  readonly json: boolean;
  readonly fields?: object;
}

/**
 * Says why nothing was done: on stderr, and with `--json` as a document. `next` is for people only. Returns the exit code,
 * that of bad input unless given.
 */
export const refuse = Effect.fnUntraced(function* (
  { json, fields = {} }: Told,
  message: string,
  { next = "", exitCode = exitCodes.badInput }: { readonly next?: string; readonly exitCode?: number } = {},
) {
  const { out, err } = yield* Screen;
  err.write(`${message}${next}\n`);
  if (json) out.write(`${JSON.stringify({ ...fields, problems: [commandProblem(message)] }, null, 2)}\n`);
  return exitCode;
});
