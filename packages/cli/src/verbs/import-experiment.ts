import { basename, dirname, relative, resolve } from "node:path";
import {
  type ExperimentFormat,
  experimentFormats,
  type ForeignExperiment,
  type Mapped,
  type Unmapped,
} from "@ordeal/import";
import { counted, humanDuration, ordealCommand } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { printInputProblems } from "../files/input-problem.ts";
import { loadExperiment, loadExperimentValue } from "../files/load.ts";
import { whyUnwritable, writeWhole } from "../files/out-file.ts";
import { readStdin, readText } from "../files/read-text.ts";
import { printWarnings, warningsIn } from "../files/warnings.ts";
import { readYamlDocuments } from "../files/yaml.ts";
import { stageOf } from "../import/experiment/stage.ts";
import { experimentYaml, type WrittenExperiment } from "../import/experiment/text.ts";
import type { ImportFlags } from "../import/flags.ts";
import { shellWord } from "../print/shell.ts";
import { styleFor } from "../print/style.ts";
import { systemReason } from "../run/outputs.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";
import { commandProblem } from "./refuse.ts";

/** The tool of that name whose experiments can be imported. */
export const experimentFormat = (name: string): ExperimentFormat | undefined =>
  experimentFormats.find((format) => format.name === name);

/** Makes an experiment of another tool's: what maps is mapped, the rest is named. Returns the exit code. */
export const importExperiment = Effect.fnUntraced(function* (format: ExperimentFormat, flags: ImportFlags) {
  const { out, err } = yield* Screen;
  const refuse = (message: string) => {
    err.write(`${message}\nNothing was written.\n`);
    if (flags.json) out.write(`${JSON.stringify({ problems: [commandProblem(message)] }, null, 2)}\n`);
    return exitCodes.badInput;
  };
  const made = yield* Effect.promise(() => makeExperiment(format, flags));
  if (typeof made === "string") return refuse(made);
  const { written, foreign, warnings, startUs } = made;
  const text = experimentYaml(written, foreign, { file: basename(flags.file), format: format.name });
  if (flags.out !== undefined) {
    const file = flags.out;
    const failed = yield* Effect.promise(() =>
      writeWhole(file, [text]).then(
        () => undefined,
        (error: unknown) => `${file} cannot be written: ${systemReason(error)}`,
      ),
    );
    if (failed !== undefined) return refuse(failed);
  } else if (!flags.json) out.write(text);
  err.write(warnings);
  err.write(printForeign(foreign, flags, startUs, styleFor(err)));
  if (flags.json) {
    const { mapped, unmapped } = foreign;
    const document = { format: format.name, experiment: flags.out ?? null, mapped, unmapped };
    out.write(`${JSON.stringify(document, null, 2)}\n`);
  }
  return exitCodes.held;
});

interface Made {
  readonly written: WrittenExperiment;
  readonly foreign: ForeignExperiment;
  readonly warnings: string;
  readonly startUs: number;
}

/** The experiment, checked on its cluster; or why there is none. */
const makeExperiment = async (format: ExperimentFormat, flags: ImportFlags): Promise<Made | string> => {
  const { file, on, out } = flags;
  const useless = (["mapping", "zone", "year", "from", "to"] as const).find((name) => flags[name] !== undefined);
  if (useless !== undefined) return `${format.name} has no use for --${useless}: leave it out`;
  if (on === undefined)
    return `${format.name} says what to break and not in what: give the cluster and the job with --on EXPERIMENT`;
  const unwritable = out === undefined ? undefined : whyUnwritable(out, [file, on], flags.force === true);
  if (unwritable !== undefined) return unwritable;
  const reading = file === "-" ? await readStdin() : await readText(file);
  if ("refused" in reading) return `${file} ${reading.refused}`;
  const parsed = readYamlDocuments(reading.text);
  if ("problem" in parsed) return `${file} ${parsed.problem}`;
  const base = await loadExperiment(on);
  if ("problems" in base) return printInputProblems(base.problems).join("\n");
  const stage = stageOf(base.loaded.experiment, flags.at);
  if (typeof stage === "string") return stage;
  const read = format.read(parsed.documents, stage, (text) => {
    const inner = readYamlDocuments(text);
    return "problem" in inner ? [] : inner.documents;
  });
  if ("problem" in read) return `${file} ${read.problem}`;
  const title = flags.title ?? read.experiment.title ?? basename(file);
  const fitting = await fit(read.experiment, { title, on });
  if (typeof fitting === "string") return fitting;
  const { foreign, warnings } = fitting;
  if (foreign.mapped.length === 0) return `nothing of ${file} is a fault of Ordeal:\n${reasons(foreign.unmapped)}`;
  if (flags.strict && foreign.unmapped.length > 0)
    return `${file} holds what is no fault of Ordeal:\n${reasons(foreign.unmapped)}`;
  const use = fromHere(dirname(out ?? "x"), on);
  const faults = foreign.mapped.map(({ fault }) => fault);
  return { written: { title, use, faults }, foreign, warnings, startUs: stage.startUs };
};

const reasons = (unmapped: ReadonlyArray<Unmapped>): string =>
  unmapped.map(({ what, reason }) => `  ${what}: ${reason}`).join("\n");

/** A file as `use` names it from a folder. */
const fromHere = (folder: string, file: string): string => {
  const path = relative(resolve(folder), resolve(file));
  return path.startsWith(".") ? path : `./${path}`;
};

/** Leaves out what does not fit this cluster, with what is wrong with it. */
const fit = async (
  { title, mapped, unmapped }: ForeignExperiment,
  written: { readonly title: string; readonly on: string },
): Promise<{ readonly foreign: ForeignExperiment; readonly warnings: string } | string> => {
  const load = (faults: ReadonlyArray<Mapped>) =>
    loadExperimentValue({
      title: written.title,
      use: fromHere(".", written.on),
      faults: faults.map(({ fault }) => fault),
    });
  let [kept, left] = [mapped, unmapped];
  let loading = await load(kept);
  if ("problems" in loading) {
    const { problems } = loading;
    const problemOf = (index: number) => problems.find(({ path: [key, nth] }) => key === "faults" && nth === index);
    left = [
      ...left,
      ...kept.flatMap(({ what }, index) => {
        const problem = problemOf(index);
        return problem === undefined ? [] : [{ what, reason: `on this cluster: ${problem.message}` }];
      }),
    ];
    kept = kept.filter((_, index) => problemOf(index) === undefined);
    loading = await load(kept);
  }
  if ("problems" in loading) return printInputProblems(loading.problems).join("\n");
  return { foreign: { title, mapped: kept, unmapped: left }, warnings: printWarnings(warningsIn(loading.loaded)) };
};

/** What became what, what was assumed, and what became nothing. */
const printForeign = (
  { mapped, unmapped }: ForeignExperiment,
  { file, out }: ImportFlags,
  startUs: number,
  style: ReturnType<typeof styleFor>,
): string => {
  const where = out === undefined ? "" : `; written to ${out}`;
  const assumed = [...new Set(mapped.flatMap((one) => one.assumed))];
  const said = ({ what, fault }: Mapped): string => {
    const { kind, target, at, every, duration } = fault;
    const rate = every as { readonly period: string; readonly from: string } | undefined;
    const when = rate === undefined ? `at ${at}` : `every ${rate.period} from ${rate.from} on`;
    return `  ${what} → ${kind}${target === undefined ? "" : ` on ${target}`}, ${when}${duration === undefined ? "" : `, for ${duration}`}`;
  };
  const section = (title: string, lines: ReadonlyArray<string>) => (lines.length === 0 ? [] : ["", title, ...lines]);
  return `${[
    `${file}: ${counted(mapped.length, "fault")}, the first after ${humanDuration(startUs)} of the run (--at)${where}`,
    ...mapped.map(said),
    ...section(
      style("yellow", "Assumed:"),
      assumed.map((text) => `  ${text}`),
    ),
    ...section(
      style("yellow", "Became nothing:"),
      unmapped.map(({ what, reason }) => `  ${what}: ${reason}`),
    ),
    ...(out === undefined ? [] : ["", `Run it: ${ordealCommand} run ${shellWord(out)}`]),
  ].join("\n")}\n`;
};
