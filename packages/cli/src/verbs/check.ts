import { cardsOf } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { humanDuration } from "../print/duration.ts";
import { counted } from "../print/number.ts";
import { styleFor } from "../print/style.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";
import { loadInput, printBadInput, problemsDocument } from "./input.ts";

export interface CheckFlags {
  readonly files: ReadonlyArray<string>;
  readonly json: boolean;
}

/** Reads experiments and says what is wrong with them; runs nothing. Returns the exit code. */
export const check = Effect.fnUntraced(function* ({ files, json }: CheckFlags) {
  const { out, err } = yield* Screen;
  const { experiments, bad } = yield* Effect.promise(() => loadInput(files, { set: [], seed: undefined }));
  const told = json ? err : out;
  const style = styleFor(told);
  for (const loaded of experiments) told.write(`${style("green", "✓")} ${loaded.file}: ${describe(loaded)}\n`);
  if (bad.length > 0) err.write(printBadInput(bad, ""));
  if (json) {
    const document = files.map((file) => {
      const problems = bad.filter((one) => one.file === file);
      return { file, good: problems.length === 0, problems: problemsDocument(problems) };
    });
    out.write(`${JSON.stringify({ files: document }, null, 2)}\n`);
  }
  return bad.length === 0 ? exitCodes.held : exitCodes.badInput;
});

const describe = ({
  experiment: { title, cluster, duration, faults, hazards, thresholds },
}: LoadedExperiment): string =>
  [
    `"${title}"`,
    counted(cardsOf(cluster), "card"),
    humanDuration(duration),
    counted(faults.length, "fault"),
    counted(hazards.length, "hazard"),
    counted(thresholds.length, "threshold"),
  ].join(", ");
