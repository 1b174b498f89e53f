import { PassThrough } from "node:stream";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";

/** Where a command speaks: results on `out`; progress, errors and (with `--json`) the summary on `err`. */
export interface Screen {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

export const Screen = Context.Reference<Screen>("ordeal/cli/Screen", {
  defaultValue: () => ({ out: process.stdout, err: process.stderr }),
});

/** Does something without a word: nothing of it comes to the terminal. */
export const silently = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, Screen, { out: new PassThrough().resume(), err: new PassThrough().resume() });

/** Whether somebody watches the stream, so that it may be drawn over. */
export const isTerminal = (stream: NodeJS.WritableStream): boolean => "isTTY" in stream && stream.isTTY === true;
