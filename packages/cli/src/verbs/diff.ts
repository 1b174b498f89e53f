import { ordealCommand } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { compareResults, mismatches, type Outcome, remarks } from "../diff/compare-results.ts";
import { printComparison } from "../diff/print.ts";
import { loadResult } from "../files/load-result.ts";
import { shellWord } from "../print/shell.ts";
import { styleFor } from "../print/style.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";
import { commandProblem } from "./refuse.ts";

export interface DiffFlags {
  readonly a: string;
  readonly b: string;
  /** Compares results also where they are not of one experiment. */
  readonly anyway: boolean;
  readonly json: boolean;
}

const codes: Readonly<Record<Outcome, number>> = {
  same: exitCodes.held,
  different: exitCodes.held,
  worse: exitCodes.failed,
  unknown: exitCodes.unknown,
};

/** Lays two results side by side. Returns the exit code: whether the second one broke something that held in the first. */
export const diff = Effect.fnUntraced(function* ({ a: fileA, b: fileB, anyway, json }: DiffFlags) {
  const { out, err } = yield* Screen;
  const print = (document: object) => (json ? out.write(`${JSON.stringify(document, null, 2)}\n`) : undefined);
  const refuse = (problems: ReadonlyArray<string>, next: string) => {
    err.write(`${problems.join("\n")}\n${next}\n`);
    print({ outcome: null, problems: problems.map(commandProblem) });
    return exitCodes.badInput;
  };
  const [a, b] = yield* Effect.promise(() => Promise.all([loadResult(fileA), loadResult(fileB)]));
  if ("problems" in a || "problems" in b) {
    const problems = [a, b].flatMap((one) => ("problems" in one ? one.problems : []));
    return refuse(problems, `Nothing was compared. Write results with ${ordealCommand} run EXPERIMENT --out DIR`);
  }
  const unlike = mismatches(a.document, b.document);
  if (unlike.length > 0 && !anyway) {
    const again = `${ordealCommand} diff ${shellWord(fileA)} ${shellWord(fileB)} --anyway`;
    const differ = unlike.map((line) => `the two results are of different ${line}`);
    return refuse(differ, `Nothing was compared. Compare them all the same: ${again}`);
  }
  const notes = [...unlike.map((line) => `different ${line}`), ...remarks(a.document, b.document)];
  const compared = compareResults(a.document, b.document);
  const told = json ? err : out;
  told.write(printComparison(compared, { a: fileA, b: fileB }, styleFor(told)));
  for (const note of notes) err.write(`note: ${note}\n`);
  const side = ({ document }: typeof a, file: string) => {
    const { ordeal, experiment, title, seed, wallUs } = document;
    return { file, ordeal, experiment, title, seed, wallUs };
  };
  print({ a: side(a, fileA), b: side(b, fileB), notes, ...compared });
  return codes[compared.outcome];
});
