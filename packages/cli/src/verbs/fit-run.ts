import { existsSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { type FittedTime, fitTimes, writtenJob } from "@ordeal/explorer";
import { humanDuration, humanNumber } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { fitRunCommand } from "../fit/command.ts";
import { jobFile } from "../fit/file.ts";
import { type ReadRecords, readRecords } from "../fit/records.ts";
import { type Style, styleFor } from "../print/style.ts";
import { columns } from "../print/table.ts";
import { whyNotWrite } from "../run/out-files.ts";
import { systemReason } from "../run/outputs.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";
import { refuse } from "./refuse.ts";

export interface FitRunFlags {
  /** Journals, files of ranks or folders of them, and tables. */
  readonly files: ReadonlyArray<string>;
  readonly mapping?: string | undefined;
  readonly out?: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

/** Fits a job's times to its records. Returns the exit code: records without any time leave them unknown. */
export const fitRun = Effect.fnUntraced(function* (flags: FitRunFlags) {
  const { out, err } = yield* Screen;
  const refuseAll = (lines: ReadonlyArray<string>) =>
    refuse(flags, lines.join("\n"), { next: "\nNothing was fitted." });
  const why = whyUnwritable(flags);
  if (why !== undefined) return yield* refuseAll([why]);
  const read: ReadRecords | { readonly problems: ReadonlyArray<string> } = yield* Effect.promise(() =>
    readRecords(flags.files, flags.mapping),
  );
  if ("problems" in read) return yield* refuseAll(read.problems);
  const times = fitTimes(read.samples);
  const report = flags.json || flags.out === undefined ? err : out;
  report.write(`${[...read.read, "", ...timeLines(times, styleFor(report)), ""].join("\n")}\n`);
  const written = writtenJob(times);
  if (flags.json) {
    out.write(`${JSON.stringify({ read: read.read, times, written, command: fitRunCommand(flags) }, null, 2)}\n`);
  }
  if (times.length === 0) {
    err.write("No step, save or recovery was seen whole: nothing can be told of this job.\n");
    return exitCodes.unknown;
  }
  const text = jobFile(
    written,
    `Times of a job, fitted by\n${fitRunCommand(flags)}\nMeans; \`x-fitted\` says how sure each is. Ordeal passes it over.`,
  );
  if (flags.out === undefined) {
    if (!flags.json) out.write(text);
    return exitCodes.held;
  }
  try {
    writeFileSync(flags.out, text);
  } catch (error) {
    return yield* refuseAll([`${flags.out} cannot be written: ${systemReason(error)}`]);
  }
  err.write(`Written to ${flags.out}. Use it at the top of an experiment beside it: use: ./${basename(flags.out)}\n`);
  return exitCodes.held;
});

const timeLines = (times: ReadonlyArray<FittedTime>, { width }: Style): ReadonlyArray<string> =>
  columns(
    [
      ["", "seen", "mean", "95 % interval", "median", "p90"],
      ...times.map(({ measure, tier, samples, counted, meanUs, medianUs, p90Us }) => [
        tier === undefined ? measure : `${measure}, ${tier}`,
        counted === samples ? humanNumber(samples) : `${humanNumber(counted)} in ${humanNumber(samples)}`,
        said(meanUs.value),
        meanUs.interval === undefined
          ? "seen once: not known"
          : `${said(meanUs.interval[0])} … ${said(meanUs.interval[1])}`,
        said(medianUs),
        said(p90Us),
      ]),
    ],
    ["left", "right", "right", "left", "right", "right"],
    { width, heads: 1 },
  );

/** Four digits, where a person's way to say it has fewer. */
const said = (us: number): string =>
  us < 60e6
    ? us < 1e6
      ? `${Number((us / 1e3).toPrecision(4))} ms`
      : `${Number((us / 1e6).toPrecision(4))} s`
    : humanDuration(us);

const whyUnwritable = ({ out, force, files }: FitRunFlags): string | undefined => {
  if (out === undefined) return undefined;
  const why = whyNotWrite(out, force);
  if (why !== undefined) return `--out ${out} ${why}`;
  if (files.includes(out)) return "--out is one of the records: name another";
  return !force && existsSync(out)
    ? `--out ${out} is there already: name another, or write over it with --force`
    : undefined;
};
