import type { Path } from "../problem.ts";
import { UserFunctionFailed } from "./failed.ts";

/** What a user's function answers. Throws {@link UserFunctionFailed} where it throws itself, or answers later. */
export const callUserFunction = <A>(path: Path, call: () => A): A => {
  let answer: A;
  try {
    answer = call();
  } catch (error) {
    if (error instanceof UserFunctionFailed) throw error;
    throw new UserFunctionFailed(path, `threw: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  if (isThenable(answer)) {
    // What it comes to is nobody's business any more, and must not end the process.
    Promise.resolve(answer).catch(() => {});
    throw new UserFunctionFailed(path, "answered with a promise: expected a plain function, not an async one");
  }
  return answer;
};

const isThenable = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
