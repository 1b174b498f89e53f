import { type ResultDocument, type Verdict, worst } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { styleFor } from "../print/style.ts";
import { runExperiment } from "../run/experiment.ts";
import { makeFolder, outputsIn, uniqueNames } from "../run/outputs.ts";
import type { OpenRun } from "../run/simulator.ts";
import { Screen } from "../screen.ts";
import { summarize } from "../summary/summary.ts";
import { dryRun } from "./dry-run.ts";
import { exitCodeOf, exitCodes } from "./exit.ts";
import { loadInput, printBadInput, problemsDocument } from "./input.ts";
import { printBroken, printInterrupted, printTally } from "./run-messages.ts";

export interface RunFlags {
  readonly experiments: ReadonlyArray<string>;
  readonly json: boolean;
  readonly seed: number | undefined;
  readonly set: ReadonlyArray<string>;
  readonly dryRun: boolean;
  readonly out: string | undefined;
}

/** Runs experiments one after the other and judges them; the worst verdict decides. Returns the exit code. */
export const run = Effect.fnUntraced(function* (flags: RunFlags, openRun?: OpenRun) {
  const { out, err } = yield* Screen;
  const print = (document: object) => (flags.json ? out.write(`${JSON.stringify(document, null, 2)}\n`) : undefined);
  const { experiments, bad } = yield* Effect.promise(() => loadInput(flags.experiments, flags));
  if (bad.length > 0) {
    err.write(printBadInput(bad, "; nothing was run"));
    print({ results: [], problems: problemsDocument(bad) });
    return exitCodes.badInput;
  }
  if (flags.dryRun) return yield* dryRun(experiments, flags.json);
  const results: Array<ResultDocument> = [];
  if (flags.out !== undefined && !(yield* canWriteIn(flags.out))) {
    print({ results });
    return exitCodes.badInput;
  }
  const running = runAll(experiments, flags, results, openRun);
  const verdicts = yield* Effect.onInterrupt(running, () => Effect.sync(() => print({ results, interrupted: true })));
  print({ results });
  return exitCodeOf[worst(verdicts)];
});

/** Makes the directory of `--out`, or says why it cannot be made. */
const canWriteIn = Effect.fnUntraced(function* (folder: string) {
  const { err } = yield* Screen;
  return yield* makeFolder(folder).pipe(
    Effect.as(true),
    Effect.catch(({ reason }) => {
      err.write(`--out ${folder} cannot be made a directory: ${reason}. Name another one.\n`);
      return Effect.succeed(false);
    }),
  );
});

/** Fills `results` as runs end, and returns their verdicts. */
const runAll = Effect.fnUntraced(function* (
  experiments: ReadonlyArray<LoadedExperiment>,
  flags: RunFlags,
  results: Array<ResultDocument>,
  openRun: OpenRun | undefined,
) {
  const { out, err } = yield* Screen;
  const told = flags.json ? err : out;
  const style = styleFor(told);
  const names = uniqueNames(experiments);
  const verdicts: Array<Verdict> = [];
  for (const [index, loaded] of experiments.entries()) {
    const name = names[index] ?? loaded.name;
    const outputs = flags.out === undefined ? undefined : outputsIn(flags.out, name);
    const verdict = yield* runExperiment(loaded, {
      name,
      ...(outputs === undefined ? {} : { outputs }),
      ...(openRun === undefined ? {} : { openRun }),
      onInterrupted: (nowUs) => err.write(printInterrupted(loaded, nowUs, outputs?.journal)),
    }).pipe(
      Effect.map(({ document }) => {
        results.push(document);
        if (verdicts.length > 0) told.write("\n\n");
        told.write(
          summarize({ document, experiment: loaded.experiment, style, written: Object.values(outputs ?? {}) }),
        );
        return document.verdict;
      }),
      Effect.catch((error) => {
        err.write(printBroken(error, loaded));
        return Effect.succeed<Verdict>("unknown");
      }),
    );
    verdicts.push(verdict);
  }
  if (experiments.length > 1) told.write(printTally(experiments, verdicts, style));
  return verdicts;
});
