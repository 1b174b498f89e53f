import type { ReportPart } from "@ordeal/dashboard";
import type { Agent } from "@ordeal/engine";
import type { Metrics, ResultDocument, Verdict } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type * as Layer from "effect/Layer";
import { type RunOfCi, writeRunPages } from "../ci-pages/runs.ts";
import type { PageFlags } from "../ci-pages/write-pages.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { printWarnings, warningsIn } from "../files/warnings.ts";
import { shellWord } from "../print/shell.ts";
import { styleFor } from "../print/style.ts";
import { startDrawing, writeAskedReport } from "../report/write-asked.ts";
import { EVENTS_MAX } from "../run/event-bound.ts";
import { type Elsewhere, runExperiment } from "../run/experiment.ts";
import { outputsIn, uniqueNames } from "../run/outputs.ts";
import { commandOf } from "../run/reproduce.ts";
import { readTwin } from "../run/twin.ts";
import { Screen } from "../screen.ts";
import { summarize } from "../summary/summary.ts";
import { type AgentFlags, agentOf } from "./agent-flags.ts";
import { dryRun } from "./dry-run.ts";
import { exitCodeOf, exitCodeOfBroken, exitCodes, worstExitCode } from "./exit.ts";
import { type FileProblems, loadInput, printBadInput, problemsDocument } from "./input.ts";
import { whyNotOut } from "./out-folder.ts";
import { refuse } from "./refuse.ts";
import { brokenProblem, brokenRun, printBroken, printInterrupted, printTally } from "./run-messages.ts";

export interface RunFlags extends AgentFlags, PageFlags {
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
  /** The file of an earlier result that thresholds are set against. */
  readonly baseline?: string | undefined;
  readonly force?: boolean;
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
  const kept: Kept = { results: [], runs: [], problems: [], pictures: [] };
  const twin = flags.twin === undefined ? undefined : readTwin(flags.twin);
  if (typeof twin === "string") {
    err.write(`${twin}\n`);
    return exitCodes.badInput;
  }
  const elsewhere = yield* agentOf(flags);
  const told = { json: flags.json, fields: { results: [] } };
  if (elsewhere !== undefined && "problem" in elsewhere) return yield* refuse(told, elsewhere.problem);
  const unkept =
    flags.out === undefined ? undefined : yield* whyNotOut(flags.out, keptRuns(experiments, flags, elsewhere));
  if (unkept !== undefined) return yield* refuse(told, unkept, { next: "\nNothing was run." });
  const document = () => ({
    results: kept.results,
    ...(kept.problems.length > 0 ? { problems: problemsDocument(kept.problems) } : {}),
  });
  const running = runAll(experiments, flags, kept, { elsewhere, inProcess, twin });
  const codes = yield* Effect.onInterrupt(running, () =>
    Effect.sync(() => print({ ...document(), interrupted: true })),
  );
  print(document());
  const unwritten = [
    ...writeRunPages("run", flags, kept.runs),
    ...(yield* writeAskedReport(flags, async () => kept.pictures)),
  ];
  for (const { path, reason } of unwritten) err.write(`${path} cannot be written: ${reason}\n`);
  return worstExitCode(unwritten.length > 0 ? [...codes, exitCodes.unknown] : codes);
});

/** How runs are asked for, as the command of their results names it. */
const askedOf = (
  { rate, strict, allowEvents, twin }: Pick<RunFlags, "rate" | "strict" | "allowEvents" | "twin">,
  elsewhere: Elsewhere | undefined,
) => ({
  ...(elsewhere === undefined ? {} : { elsewhere }),
  ...(rate === undefined ? {} : { rate }),
  ...(twin === undefined ? {} : { twinFile: twin }),
  isStrict: strict === true,
  eventsMax: allowEvents ?? EVENTS_MAX,
});

/** What goes on in full where a run broke off: with all that is written besides. */
const goOn = (command: string, { out, force, verdict, junit, markdown, report, json }: RunFlags): string =>
  [
    command,
    ...(out === undefined ? [] : [`--out ${shellWord(out)}`]),
    ...(force === true ? ["--force"] : []),
    ...(verdict === false ? ["--no-verdict"] : []),
    ...(junit === undefined ? [] : [`--junit ${shellWord(junit)}`]),
    ...(markdown === undefined ? [] : [`--markdown ${shellWord(markdown)}`]),
    ...(report === undefined ? [] : [`--report ${shellWord(report)}`]),
    ...(json ? ["--json"] : []),
  ].join(" ");

/** Where every run is to be kept, and the command that its result will name. */
const keptRuns = (
  experiments: ReadonlyArray<LoadedExperiment>,
  { out, force, ...flags }: RunFlags,
  elsewhere?: Elsewhere,
) => {
  const asked = askedOf(flags, elsewhere);
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
  /** What a report shows of them. */
  readonly pictures: Array<ReportPart>;
}

/** Fills `kept` as runs end, and returns their exit codes. */
const runAll = Effect.fnUntraced(function* (
  experiments: ReadonlyArray<LoadedExperiment>,
  flags: RunFlags,
  { results, runs, problems, pictures }: Kept,
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
    const drawing = yield* startDrawing(flags);
    const asked = askedOf(flags, elsewhere);
    const again = goOn(commandOf(loaded, asked), flags);
    const { verdict, code } = yield* runExperiment(loaded, {
      name,
      ...(outputs === undefined ? {} : { outputs }),
      ...(drawing === undefined ? {} : { onLine: drawing.hear }),
      ...(inProcess === undefined ? {} : { inProcess }),
      ...(twin === undefined ? {} : { twin }),
      ...asked,
      onInterrupted: (nowUs, unhealed) => err.write(printInterrupted(loaded, nowUs, outputs?.journal, unhealed, again)),
    }).pipe(
      Effect.map(({ document, doubts }) => {
        results.push(document);
        runs.push({ file: loaded.file, document });
        if (drawing !== undefined) pictures.push(drawing.partOf(document, loaded.file));
        if (verdicts.length > 0) told.write("\n\n");
        told.write(
          summarize({
            document,
            experiment: loaded.experiment,
            assumed: loaded.assumed,
            style,
            written: Object.values(outputs ?? {}),
          }),
        );
        const isExploring = flags.verdict === false;
        return { verdict: document.verdict, code: codeOf(document, isExploring && doubts.length === 0) };
      }),
      Effect.catch((error) => {
        err.write(printBroken(error, again));
        problems.push({ file: loaded.file, problems: [brokenProblem(error, loaded.file)] });
        runs.push({ file: loaded.file, broken: brokenRun(loaded.experiment.title, error, again) });
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
