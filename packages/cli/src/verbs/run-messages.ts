import type { Verdict } from "@ordeal/model";
import type { LoadedExperiment } from "../files/load.ts";
import { humanDuration, humanInstant } from "../print/duration.ts";
import { counted, percent } from "../print/number.ts";
import type { Style } from "../print/style.ts";
import type { CannotWrite, RunBroke } from "../run/errors.ts";
import { commandOf } from "../run/reproduce.ts";
import { printVerdict } from "../summary/headline.ts";

/** How far an interrupted run came, and how to run it again. */
export const printInterrupted = (loaded: LoadedExperiment, nowUs: number, journal: string | undefined): string => {
  const { title, duration } = loaded.experiment;
  const came = `${humanInstant(nowUs)} of ${humanDuration(duration)} (${percent(nowUs / duration, 0)})`;
  const kept = journal === undefined ? "" : ` The journal up to there is in ${journal}.`;
  return `Interrupted: "${title}" came to ${came}; there is no verdict.${kept}\nRun it again: ${commandOf(loaded)}\n`;
};

/** Why a run gave no result at all. */
export const printBroken = (error: CannotWrite | RunBroke, loaded: LoadedExperiment): string => {
  const why =
    error._tag === "CannotWrite"
      ? `${error.path} cannot be written: ${error.reason}. Make room or name another --out; the verdict is unknown.`
      : `the simulation of ${error.file} broke off: ${error.reason}. The fault is in Ordeal, or in a function that the experiment brings.`;
  return `${why}\nRun it again: ${commandOf(loaded)}\n`;
};

/** One line an experiment, after several. */
export const printTally = (
  experiments: ReadonlyArray<LoadedExperiment>,
  verdicts: ReadonlyArray<Verdict>,
  style: Style,
): string => {
  const lines = experiments.map(({ file, experiment }, index) => {
    const verdict = verdicts[index] ?? "unknown";
    return `  ${printVerdict(verdict, style)}  ${experiment.title} ${style("dim", file)}`;
  });
  return `\n\n${style("bold", counted(experiments.length, "experiment"))}\n${lines.join("\n")}\n`;
};
