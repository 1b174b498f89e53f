import type { Verdict } from "@ordeal/model";
import * as Runtime from "effect/Runtime";
import * as Schema from "effect/Schema";
import type { Broken } from "../run/errors.ts";

/** The exit codes of every verb. */
export const exitCodes = {
  held: 0,
  failed: 1,
  badInput: 2,
  stopped: 3,
  unknown: 4,
  unhealed: 5,
  interrupted: 130,
} as const;

export const exitCodeOf: Readonly<Record<Verdict, number>> = {
  pass: exitCodes.held,
  fail: exitCodes.failed,
  unknown: exitCodes.unknown,
};

/** From the worst to the best: what a fault left behind, bad input, what failed, what was stopped, what nobody knows. */
const order = [exitCodes.unhealed, exitCodes.badInput, exitCodes.failed, exitCodes.stopped, exitCodes.unknown] as const;

/** The exit code of several runs together: the worst. */
export const worstExitCode = (codes: ReadonlyArray<number>): number =>
  order.find((code) => codes.includes(code)) ?? exitCodes.held;

/** The exit code of a run that gave no result. */
export const exitCodeOfBroken = (error: Broken): number => {
  if (error._tag === "UserFunctionBroke") return exitCodes.badInput;
  return error._tag === "AgentFailed" && error.unhealed.length > 0 ? exitCodes.unhealed : exitCodes.unknown;
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
