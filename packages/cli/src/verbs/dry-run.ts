import * as Effect from "effect/Effect";
import { describeDryRun } from "../dry-run/dry-run.ts";
import { printDryRun } from "../dry-run/print-dry-run.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { styleFor } from "../print/style.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";

/** Tells what would be run, and runs nothing. Returns the exit code. */
export const dryRun = Effect.fnUntraced(function* (experiments: ReadonlyArray<LoadedExperiment>, json: boolean) {
  const { out, err } = yield* Screen;
  const told = json ? err : out;
  const dryRuns = experiments.map(describeDryRun);
  const printed = experiments.map(({ experiment, assumed }, index) => {
    const dryRun = dryRuns[index];
    return dryRun === undefined ? "" : printDryRun(dryRun, experiment, styleFor(told), assumed);
  });
  told.write(printed.join("\n\n"));
  if (json) out.write(`${JSON.stringify({ results: [], plans: dryRuns }, null, 2)}\n`);
  return exitCodes.held;
});
