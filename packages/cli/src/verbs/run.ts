import type { Agent } from "@ordeal/engine";
import type { Metrics, ResultDocument, Verdict } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type * as Layer from "effect/Layer";
import { type RunOfCi, runsJunit, runsMarkdown } from "../ci-pages/runs.ts";
import { writePage } from "../ci-pages/write-page.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { printWarnings, warningsIn } from "../files/warnings.ts";
import { styleFor } from "../print/style.ts";
import { EVENTS_MAX } from "../run/event-bound.ts";
import { type Elsewhere, runExperiment } from "../run/experiment.ts";
import { outputsIn, systemReason, uniqueNames } from "../run/outputs.ts";
import { commandOf } from "../run/reproduce.ts";
import { readTwin } from "../run/twin.ts";
import { Screen } from "../screen.ts";
import { summarize } from "../summary/summary.ts";
import { type AgentFlags, agentOf } from "./agent-flags.ts";
import { dryRun } from "./dry-run.ts";
import { exitCodeOf, exitCodeOfBroken, exitCodes, worstExitCode } from "./exit.ts";
import { type FileProblems, loadInput, printBadInput, problemsDocument } from "./input.ts";
import { canWriteIn, mayKeep } from "./out-folder.ts";
import { printBroken, printInterrupted, printTally } from "./run-messages.ts";

export interface RunFlags extends AgentFlags {
  readonly experiments: ReadonlyArray<string>;
  readonly json: boolean;
  readonly seed: number | undefined;
  readonly set: ReadonlyArray<string>;
  readonly dryRun: boolean;
  readonly out: string | undefined;
  readonly rate: number | undefined;
  /** Whether a pass with a warning is no pass. */
  readonly strict?: boolean;
  /** `false` explores: every run that came to its end, and can be believed, answers 0 whatever its figures are. */
  readonly verdict?: boolean;
  /** The result of a fault-free run that was recorded before, for thresholds of the twin. */
  readonly twin?: string | undefined;
  readonly allowEvents?: number | undefined;
  readonly force?: boolean;
  /** Where the outcome is written as pages for CI. */
  readonly junit?: string | undefined;
  readonly markdown?: string | undefined;
}

/**
 * Runs experiments one after the other and judges them; the worst verdict decides. Returns the exit code. Without
 * `--agent` they run on `inProcess`, which is the simulator unless given.
 */
export const run = Effect.fnUntraced(function* (flags: RunFlags, inProcess?: Layer.Layer<Agent>) {
  const { out, err } = yield* Screen;
  const print = (document: object) => (flags.json ? out.write(`${JSON.stringify(document, null, 2)}\n`) : undefined);
  const { experiments, bad } = yield* Effect.promise(() => loadInput(flags.experiments, flags));
  if (bad.length > 0) {
    err.write(printBadInput(bad, "; nothing was run"));
    print({ results: [], problems: problemsDocument(bad) });
    return exitCodes.badInput;
  }
  err.write(printWarnings(experiments.flatMap((loaded) => warningsIn(loaded))));
  if (flags.dryRun) return yield* dryRun(experiments, flags.json);
  const kept: Kept = { results: [], runs: [], problems: [] };
  const twin = flags.twin === undefined ? undefined : readTwin(flags.twin);
  if (typeof twin === "string") {
    err.write(`${twin}\n`);
    return exitCodes.badInput;
  }
  const elsewhere = yield* agentOf(flags);
  if (elsewhere !== undefined && "problem" in elsewhere) {
    err.write(`${elsewhere.problem}\n`);
    return exitCodes.badInput;
  }
  if (
    flags.out !== undefined &&
    !((yield* canWriteIn(flags.out)) && (yield* mayKeep(keptRuns(experiments, flags, elsewhere))))
  ) {
    print({ results: [] });
    return exitCodes.badInput;
  }
  const document = () => ({
    results: kept.results,
    ...(kept.problems.length > 0 ? { problems: problemsDocument(kept.problems) } : {}),
  });
  const running = runAll(experiments, flags, kept, { elsewhere, inProcess, twin });
  const codes = yield* Effect.onInterrupt(running, () =>
    Effect.sync(() => print({ ...document(), interrupted: true })),
  );
  print(document());
  const unwritten = writePages(flags, kept.runs);
  for (const problem of unwritten) err.write(`${problem}\n`);
  return worstExitCode(unwritten.length > 0 ? [...codes, exitCodes.unknown] : codes);
});

/** Writes the pages for CI that were asked for; what kept any from it. */
const writePages = ({ junit, markdown }: RunFlags, runs: ReadonlyArray<RunOfCi>): ReadonlyArray<string> =>
  [[junit, runsJunit] as const, [markdown, runsMarkdown] as const].flatMap(([path, textOf]) => {
    if (path === undefined) return [];
    try {
      writePage(path, textOf(runs));
      return [];
    } catch (error) {
      return [`${path} cannot be written: ${systemReason(error)}`];
    }
  });

/** Where every run is to be kept, and the command that its result will name. */
const keptRuns = (
  experiments: ReadonlyArray<LoadedExperiment>,
  { out, rate, force }: RunFlags,
  elsewhere?: Elsewhere,
) => {
  const asked = { ...(elsewhere === undefined ? {} : { elsewhere }), ...(rate === undefined ? {} : { rate }) };
  const names = uniqueNames(experiments);
  return experiments.map((loaded, index) => {
    const outputs = outputsIn(out ?? "", names[index] ?? loaded.name);
    return [outputs, { command: commandOf(loaded, asked), loaded }, force === true] as const;
  });
};

/** Where experiments run. */
interface Backend {
  readonly elsewhere: Elsewhere | undefined;
  readonly inProcess: Layer.Layer<Agent> | undefined;
  readonly twin: Metrics | undefined;
}

/** What runs came to, and bad input that only showed while they went on. */
interface Kept {
  readonly results: Array<ResultDocument>;
  readonly runs: Array<RunOfCi>;
  readonly problems: Array<FileProblems>;
}

/** Fills `kept` as runs end, and returns their exit codes. */
const runAll = Effect.fnUntraced(function* (
  experiments: ReadonlyArray<LoadedExperiment>,
  flags: RunFlags,
  { results, runs, problems }: Kept,
  { elsewhere, inProcess, twin }: Backend,
) {
  const { out, err } = yield* Screen;
  const told = flags.json ? err : out;
  const style = styleFor(told);
  const names = uniqueNames(experiments);
  const verdicts: Array<Verdict> = [];
  const codes: Array<number> = [];
  for (const [index, loaded] of experiments.entries()) {
    const name = names[index] ?? loaded.name;
    const outputs = flags.out === undefined ? undefined : outputsIn(flags.out, name);
    const { verdict, code } = yield* runExperiment(loaded, {
      name,
      ...(outputs === undefined ? {} : { outputs }),
      ...(elsewhere === undefined ? {} : { elsewhere }),
      ...(inProcess === undefined ? {} : { inProcess }),
      ...(twin === undefined ? {} : { twin }),
      ...(flags.rate === undefined ? {} : { rate: flags.rate }),
      isStrict: flags.strict === true,
      eventsMax: flags.allowEvents ?? EVENTS_MAX,
      onInterrupted: (nowUs, unhealed) => err.write(printInterrupted(loaded, nowUs, outputs?.journal, unhealed)),
    }).pipe(
      Effect.map(({ document, doubts }) => {
        results.push(document);
        runs.push({ file: loaded.file, document });
        if (verdicts.length > 0) told.write("\n\n");
        told.write(
          summarize({ document, experiment: loaded.experiment, style, written: Object.values(outputs ?? {}) }),
        );
        const isExploring = flags.verdict === false;
        return { verdict: document.verdict, code: codeOf(document, isExploring && doubts.length === 0) };
      }),
      Effect.catch((error) => {
        err.write(printBroken(error, loaded));
        if (error._tag === "UserFunctionBroke") problems.push({ file: loaded.file, problems: [error.problem] });
        return Effect.succeed({ verdict: "unknown" as const, code: exitCodeOfBroken(error) });
      }),
    );
    verdicts.push(verdict);
    codes.push(code);
  }
  if (experiments.length > 1) told.write(printTally(experiments, verdicts, style));
  return codes;
});

/** Who explores asks for figures, and not whether they are good. */
const codeOf = ({ verdict, unhealed, stopped }: ResultDocument, isExploring: boolean): number => {
  if (unhealed.length > 0) return exitCodes.unhealed;
  if (stopped !== null) return exitCodes.stopped;
  return isExploring ? exitCodes.held : exitCodeOf[verdict];
};
