import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { prepareScenario } from "../plan/plan.ts";
import { printPlan } from "../plan/print-plan.ts";
import { styleFor } from "../print/style.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";

/** Tells what would be run, and runs nothing. Returns the exit code. */
export const dryRun = Effect.fnUntraced(function* (experiments: ReadonlyArray<LoadedExperiment>, json: boolean) {
  const { out, err } = yield* Screen;
  const told = json ? err : out;
  const plans = experiments.map(prepareScenario);
  const printed = experiments.map(({ experiment }, index) => {
    const plan = plans[index];
    return plan === undefined ? "" : printPlan(plan, experiment, styleFor(told));
  });
  told.write(printed.join("\n\n"));
  if (json) out.write(`${JSON.stringify({ results: [], plans }, null, 2)}\n`);
  return exitCodes.held;
});
