import * as Effect from "effect/Effect";
import { printInputProblem } from "../files/input-problem.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { userFunctionProblem } from "../files/user-function.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";
import { problemsDocument } from "./input.ts";

/** Says why one of many runs broke off. Returns the exit code. */
export const printSeedsBroke = Effect.fnUntraced(function* (
  defect: unknown,
  loaded: LoadedExperiment,
  command: string,
  asJson: boolean,
) {
  const { out, err } = yield* Screen;
  const reason = defect instanceof Error ? defect.message : String(defect);
  const problem = userFunctionProblem(defect, loaded);
  if (problem !== undefined) {
    err.write(`${printInputProblem(problem)}\n${reason}\nFix the function. Run it again: ${command}\n`);
    if (asJson)
      out.write(
        `${JSON.stringify({ problems: problemsDocument([{ file: loaded.file, problems: [problem] }]) }, null, 2)}\n`,
      );
    return exitCodes.badInput;
  }
  const isEndless = defect instanceof Error && defect.name === "TooManyEvents";
  const why = isEndless
    ? `${reason}. Let what comes so often come less often, or give each run more: --allow-events N`
    : `${reason}\nThe fault is in Ordeal.`;
  err.write(`${loaded.file}: ${why}\nThe verdict is unknown. Run it again: ${command}\n`);
  return exitCodes.unknown;
});
