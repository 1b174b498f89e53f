import { counted, humanDuration, humanInstant, humanNumber, ordealCommand, percent, type Verdict } from "@ordeal/model";
import { type InputProblem, printInputProblem } from "../files/input-problem.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { fit } from "../print/fit.ts";
import { shellWord } from "../print/shell.ts";
import type { Style } from "../print/style.ts";
import type { Broken } from "../run/errors.ts";
import { printVerdict } from "../summary/headline.ts";

/** How far an interrupted run came, and how to run it again. */
export const printInterrupted = (
  loaded: LoadedExperiment,
  nowUs: number,
  journal: string | undefined,
  unhealed: ReadonlyArray<string>,
  command: string,
): string => {
  const { title, duration } = loaded.experiment;
  if (nowUs === 0 && unhealed.length === 0) {
    return `Interrupted before "${title}" had begun; there is no verdict.\nRun it again: ${command}\n`;
  }
  const came = `${humanInstant(nowUs)} of ${humanDuration(duration)} (${percent(nowUs / duration, 0)})`;
  const kept = journal === undefined ? "" : ` The journal up to there is in ${journal}.`;
  return `Interrupted: "${title}" came to ${came}; there is no verdict.${kept}${left(unhealed)}\nRun it again: ${command}\n`;
};

/** Why a run gave no result at all. */
export const printBroken = (error: Broken, command: string): string =>
  `${whyBroken(error)}\nRun it again: ${command}\n`;

/** The same, as `--json` tells it. */
export const brokenProblem = (error: Broken, file: string): InputProblem =>
  error._tag === "UserFunctionBroke" ? error.problem : { place: { source: file }, path: [], message: whyBroken(error) };

/** The same, for the pages of CI. */
export const brokenRun = (title: string, error: Broken, command: string) => ({
  title,
  reason: whyBroken(error),
  command,
});

const whyBroken = (error: Broken): string => {
  switch (error._tag) {
    case "CannotWrite":
      return `${error.path} cannot be written: ${error.reason}. Make room or name another --out; the verdict is unknown.`;
    case "RunBroke":
      return `the simulation of ${error.file} broke off: ${error.reason}. The fault is in Ordeal.`;
    case "TookTooLong": {
      const { file, eventsMax, atUs } = error;
      return (
        `${file}: the run went through ${humanNumber(eventsMax)} events by ${humanInstant(atUs)}, and may have no more. ` +
        `The verdict is unknown. Let what comes so often come less often, or give it more: --allow-events ${eventsMax * 10}`
      );
    }
    case "UserFunctionBroke":
      return `${printInputProblem(error.problem)}\nThe run broke off there; fix the function.`;
    case "AgentFailed": {
      const { url, reason, unhealed, atUs } = error;
      const came = atUs === 0 ? "before it began" : `at ${humanInstant(atUs)}`;
      const look =
        unhealed.length === 0 ? "" : ` Look for yourself: ${ordealCommand} orphans --agent ${shellWord(url)}`;
      return `the agent ${url} ended the run ${came}: ${reason}. The verdict is unknown.${left(unhealed)}${look}`;
    }
  }
};

/** The faults that may still be there. */
const left = (unhealed: ReadonlyArray<string>): string =>
  unhealed.length === 0
    ? ""
    : ` NOT HEALED, as far as anybody knows: ${unhealed.join(", ")}. An agent heals them by itself when their lease ends.`;

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
  return fit(`\n\n${style("bold", counted(experiments.length, "experiment"))}\n${lines.join("\n")}\n`, style);
};
