import { fileURLToPath } from "node:url";
import type { UserFunctionFailed } from "@ordeal/model";
import type { InputProblem } from "./input-problem.ts";
import type { LoadedExperiment } from "./load.ts";
import { shownName } from "./read-file.ts";
import type { SourcePosition } from "./source-position.ts";

/** How deep a failure may lie under others that tell of it. */
const CAUSES_MAX = 10;

/**
 * The failure of a function that the experiment brings, where that is what broke a run. It may come from another thread:
 * then it has everything but its class.
 */
const failureIn = (defect: unknown): UserFunctionFailed | undefined => {
  let error = defect;
  for (let depth = 0; depth < CAUSES_MAX && error instanceof Error; depth++) {
    if (error.name === "UserFunctionFailed") return error as UserFunctionFailed;
    error = error.cause;
  }
  return undefined;
};

/** What is wrong with a function that the experiment brings, where that broke a run: in which file, and where it threw. */
export const userFunctionProblem = (
  defect: unknown,
  { file, placeOf }: Pick<LoadedExperiment, "file" | "placeOf">,
): InputProblem | undefined => {
  const failure = failureIn(defect);
  if (failure === undefined) return undefined;
  const { path, reason, cause } = failure;
  return { place: thrownAt(cause) ?? placeOf?.(path) ?? { source: file }, path, message: reason };
};

/** Where an error was thrown, as far as its stack tells: the innermost place in a file that is nobody's dependency. */
const thrownAt = (error: unknown): SourcePosition | undefined => {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const [, name = "", line, column] of stack.matchAll(/^ +at (?:.*\()?((?:file:\/\/)?\/.*?):(\d+):(\d+)\)?$/gm)) {
    if (name.includes("/node_modules/")) continue;
    const path = name.startsWith("file:") ? fileURLToPath(name.replace(/\?.*$/, "")) : name;
    return { source: shownName(path), line: Number(line), column: Number(column) };
  }
  return undefined;
};
