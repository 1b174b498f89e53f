import { lstatSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import {
  experimentFormats,
  type Format,
  formats,
  type Imported,
  importTimeline,
  openFormat,
  type Read,
  readWindow,
  type Skipped,
  type Window,
} from "@ordeal/import";
import { counted, DURATION_US_MAX, nearest, ordealCommand } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { behindLinks, whyUnwritable } from "../files/out-file.ts";
import { reasonOf } from "../files/read-text.ts";
import { importCommand } from "../import/command.ts";
import type { ImportFlags } from "../import/flags.ts";
import { type Hints, loadHints } from "../import/hints.ts";
import { printSkipped } from "../import/skipped.ts";
import { type CountedSource, countedSource } from "../import/source.ts";
import { fit } from "../print/fit.ts";
import { showProgress } from "../print/progress.ts";
import { styleFor } from "../print/style.ts";
import { systemReason } from "../run/outputs.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";
import { experimentFormat, importExperiment } from "./import-experiment.ts";
import { refuse } from "./refuse.ts";

/** Makes a timeline of a trace or log, whole or not at all. Returns the exit code. */
export const importFile = Effect.fnUntraced(function* (flags: ImportFlags) {
  const { err } = yield* Screen;
  const foreign = experimentFormat(flags.format);
  if (foreign !== undefined) return yield* importExperiment(foreign, flags);
  const format = formats.find(({ name }) => name === flags.format);
  if (format === undefined) return yield* refuse(flags, unknownFormat(flags.format));
  const useless = (["on", "at"] as const).find((name) => flags[name] !== undefined);
  if (useless !== undefined) return yield* refuse(flags, `${format.name} has no use for --${useless}: leave it out`);
  if (flags.title?.trim() === "") return yield* refuse(flags, "--title: expected text that is not empty");
  const unusable =
    whyUnreadable(flags) ??
    (flags.out === undefined ? undefined : whyUnwritable(flags.out, sourcesOf(flags), flags.force === true));
  if (unusable !== undefined) return yield* refuse(flags, unusable);
  const hints: Hints = yield* Effect.promise(() => loadHints(flags));
  if ("problems" in hints) return yield* refuse(flags, hints.problems.join("\n"), { next: "\nNothing was imported." });
  const opened = openFormat(format, hints.reading);
  if ("problem" in opened)
    return yield* refuse(flags, opened.problem, { next: `; see ${ordealCommand} import --help` });
  const wanted = readWindow(flags.from, flags.to, flags.zone);
  if ("problem" in wanted) return yield* refuse(flags, wanted.problem);
  const { window } = wanted;
  const folder = yield* Effect.result(
    Effect.try({
      try: () => makeFolder(flags.out),
      catch: (error) => `${flags.out ?? tmpdir()} cannot be written: ${systemReason(error)}`,
    }),
  );
  if (folder._tag === "Failure") return yield* refuse(flags, folder.failure);
  return yield* Effect.acquireUseRelease(
    Effect.succeed(folder.success),
    (made) => importInto(made, { format, read: opened.read, window }, flags),
    (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true })),
  ).pipe(Effect.onInterrupt(() => Effect.sync(() => err.write("Interrupted; nothing was written.\n"))));
});

const unknownFormat = (name: string): string => {
  const all = [...formats, ...experimentFormats];
  const known = all.map((format) => `  ${format.name.padEnd(13)} ${format.meaning}\n`).join("");
  const [near = ""] = nearest(
    name,
    all.map((format) => format.name),
    1,
  );
  return `there is no format "${name}"; the nearest name is ${near}. Known are\n${known.trimEnd()}`;
};

/** Why the source cannot be read at all; `undefined` when it can be tried. */
const whyUnreadable = ({ file }: ImportFlags): string | undefined => {
  if (file === "-") return undefined;
  try {
    return statSync(file).isDirectory() ? `${file} is a directory: expected a file` : undefined;
  } catch (error) {
    return `${file} ${reasonOf(error)}`;
  }
};

/** A folder for what is half-written, beside what it becomes, so that it appears at once. */
const makeFolder = (out: string | undefined): string =>
  mkdtempSync(join(out === undefined ? tmpdir() : dirname(behindLinks(out)), ".ordeal-import-"));

/** How often progress is looked at. */
const LOOK_EVERY = "250 millis";

/** What is read, and which part of it is wanted. */
interface Wanted {
  readonly format: Format;
  readonly read: Read;
  readonly window: Window | undefined;
}

const importInto = Effect.fnUntraced(function* (folder: string, wanted: Wanted, flags: ImportFlags) {
  const { out, err } = yield* Screen;
  const { file, json } = flags;
  const to = flags.out !== undefined ? { file: behindLinks(flags.out) } : json ? undefined : { stream: out };
  const done = yield* Effect.scoped(
    Effect.gen(function* () {
      const progress = yield* showProgress(`Importing ${basename(file)}`);
      const source: CountedSource = countedSource(file);
      const look = Effect.suspend(() => progress.at(source.share(), source.said()));
      yield* Effect.forkScoped(Effect.forever(Effect.delay(look, LOOK_EVERY)));
      return yield* Effect.tryPromise({
        try: (signal) =>
          importTimeline({
            ...wanted,
            source: source.bytes(signal),
            name: basename(sourceName(file)),
            title: flags.title,
            isStrict: flags.strict,
            folder,
            to,
          }),
        catch: (error) => error as NodeJS.ErrnoException,
      });
    }),
  ).pipe(
    Effect.catch((error) =>
      // Whoever reads the timeline may stop, as `head` does.
      Effect.succeed(
        error.code === "EPIPE"
          ? ({ stopped: true } as const)
          : { broke: systemReason(error), isOurs: flags.out === undefined && error.code === "ENOSPC" },
      ),
    ),
  );
  if ("stopped" in done) return exitCodes.unknown;
  const again = importCommand(flags);
  if ("broke" in done) {
    return yield* refuse(flags, `the import broke off: ${done.broke}. Nothing was written.`, {
      next: `\nRun it again: ${again}`,
      exitCode: done.isOurs ? exitCodes.unknown : exitCodes.badInput,
    });
  }
  if ("refused" in done) {
    const { line, message, format: fitting } = done.refused;
    const where = line === undefined ? sourceName(file) : `${sourceName(file)}:${line}`;
    const lenient = `Count such lines instead: ${importCommand({ ...flags, strict: false })}`;
    const next =
      fitting !== undefined
        ? `Try: ${fittingCommand(flags, fitting)}`
        : flags.strict && line !== undefined
          ? lenient
          : `Fix it, then run it again: ${again}`;
    return yield* refuse(flags, `${where} ${message}`, { next: `\nNothing was written. ${next}` });
  }
  const { imported } = done;
  if (json) out.write(`${JSON.stringify(documentOf(imported, flags), null, 2)}\n`);
  err.write(fit(summaryOf(imported, flags), styleFor(err)));
  err.write(printSkipped(imported.skipped, styleFor(err)));
  return exitCodes.held;
});

/** The command that reads a file as another format, with what that can be told. */
const fittingCommand = (flags: ImportFlags, name: string): string => {
  const hints = formats.find((format) => format.name === name)?.hints ?? [];
  const has = (hint: (typeof hints)[number]) => hints.includes(hint);
  return importCommand({
    ...flags,
    format: name,
    mapping: name === "csv" ? (flags.mapping ?? "MAPPING.yaml") : undefined,
    codes: has("codes") ? flags.codes : [],
    zone: has("zone") ? flags.zone : undefined,
    year: has("year") ? flags.year : undefined,
  });
};

const sourcesOf = ({ file }: ImportFlags): ReadonlyArray<string> => (file === "-" ? [] : [file]);

/** What people call the source. */
const sourceName = (file: string): string => (file === "-" ? "stdin" : file);

const documentOf = ({ faults, skipped, from, to }: Imported, { format, out }: ImportFlags) => ({
  format,
  faults,
  skipped: skipped.map(({ reason, count }: Skipped) => ({ reason, count })),
  from,
  to,
  timeline: out ?? null,
});

const summaryOf = ({ faults, from, to }: Imported, flags: ImportFlags): string => {
  const isCut = flags.from !== undefined || flags.to !== undefined;
  const none = faults === 0 ? `: it was understood, and tells of none${isCut ? " in that time" : ""}` : "";
  const span = from === null ? "" : `, from ${from} to ${to}`;
  const where = flags.out === undefined ? "" : `; written to ${flags.out}${linkOf(flags.out)}`;
  const lasts = (Date.parse(to ?? "") - Date.parse(from ?? "")) * 1_000;
  const long = lasts > DURATION_US_MAX ? `${tooLongToRun}\n` : "";
  return `${sourceName(flags.file)}: ${counted(faults, "fault")}${none}${span}${where}\n${long}`;
};

/** Where a link leads that was written through. */
const linkOf = (out: string): string => (lstatSync(out).isSymbolicLink() ? `, a link to ${behindLinks(out)}` : "");

const tooLongToRun =
  "That is more than ten years, and no run lasts longer: replay a part of it with --from DATE and --to DATE.";
