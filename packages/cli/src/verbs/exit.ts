import type { Verdict } from "@ordeal/model";
import * as Runtime from "effect/Runtime";
import * as Schema from "effect/Schema";

/** The exit codes of every verb. */
export const exitCodes = { held: 0, failed: 1, badInput: 2, unknown: 4, interrupted: 130 } as const;

export const exitCodeOf: Readonly<Record<Verdict, number>> = {
  pass: exitCodes.held,
  fail: exitCodes.failed,
  unknown: exitCodes.unknown,
};

/** Ends the command with an exit code; everything there is to say has been said. */
export class Ended extends Schema.TaggedError<Ended>()("Ended", { exitCode: Schema.Int }) {
  override get [Runtime.errorExitCode](): number {
    return this.exitCode;
  }
  override get [Runtime.errorReported](): boolean {
    return false;
  }
}
