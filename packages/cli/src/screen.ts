import * as Context from "effect/Context";

/** Where a command speaks: results on `out`; progress, errors and (with `--json`) the summary on `err`. */
export interface Screen {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

export const Screen = Context.Reference<Screen>("ordeal/cli/Screen", {
  defaultValue: () => ({ out: process.stdout, err: process.stderr }),
});

/** Whether somebody watches the stream, so that it may be drawn over. */
export const isTerminal = (stream: NodeJS.WritableStream): boolean => "isTTY" in stream && stream.isTTY === true;
