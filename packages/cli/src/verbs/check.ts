import { cardsOf } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { humanDuration } from "../print/duration.ts";
import { counted } from "../print/number.ts";
import { styleFor } from "../print/style.ts";
import { Screen } from "../screen.ts";
import { checkJournal, describeJournal, isJournal } from "./check-journal.ts";
import { exitCodes } from "./exit.ts";
import { loadInput, printBadInput, problemsDocument } from "./input.ts";

export interface CheckFlags {
  readonly files: ReadonlyArray<string>;
  readonly json: boolean;
}

/**
 * Reads experiments, and journals that runs wrote, and says what is wrong with them; runs nothing. Returns the exit code:
 * a journal that is not complete leaves its run unknown.
 */
export const check = Effect.fnUntraced(function* ({ files, json }: CheckFlags) {
  const { out, err } = yield* Screen;
  const told = json ? err : out;
  const style = styleFor(told);
  const journals = files.filter(isJournal).map(checkJournal);
  const written = files.filter((file) => !isJournal(file));
  const { experiments, bad } = yield* Effect.promise(() => loadInput(written, { set: [], seed: undefined }));
  for (const loaded of experiments) told.write(`${style("green", "✓")} ${loaded.file}: ${describe(loaded)}\n`);
  for (const journal of journals) {
    if ("problems" in journal) {
      for (const { line, message } of journal.problems) err.write(`${journal.file}:${line} ${message}\n`);
    } else {
      const mark = journal.summary.incomplete === undefined ? style("green", "✓") : style("yellow", "?");
      told.write(`${mark} ${journal.file}: ${describeJournal(journal.summary)}\n`);
    }
  }
  if (bad.length > 0) err.write(printBadInput(bad, ""));
  if (json) {
    const document = files.map((file) => {
      const journal = journals.find((one) => one.file === file);
      if (journal !== undefined)
        return "problems" in journal ? { good: false, ...journal } : { good: true, ...journal, problems: [] };
      const problems = bad.filter((one) => one.file === file);
      return { file, good: problems.length === 0, problems: problemsDocument(problems) };
    });
    out.write(`${JSON.stringify({ files: document }, null, 2)}\n`);
  }
  if (bad.length > 0 || journals.some((journal) => "problems" in journal)) return exitCodes.badInput;
  const isUnknown = journals.some((journal) => "summary" in journal && journal.summary.incomplete !== undefined);
  return isUnknown ? exitCodes.unknown : exitCodes.held;
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
