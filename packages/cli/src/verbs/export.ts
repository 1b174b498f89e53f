import { basename } from "node:path";
import { counted, DateMs, decode, nearest } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import type { ExportSource } from "../export/format.ts";
import { type ExportFormat, exportFormatNames, exportFormats, isExportFormat } from "../export/formats.ts";
import { metricsFile, otlpMetricLines, otlpTraceLines } from "../export/otlp-file.ts";
import { eventsOf, openRun, type Pass, type RecordedRun } from "../export/recorded-run.ts";
import { whyUnwritable, writePieces, writeWhole } from "../files/out-file.ts";
import type { CountedSource } from "../import/source.ts";
import { showProgress } from "../print/progress.ts";
import { shellWord } from "../print/shell.ts";
import { systemReason } from "../run/outputs.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";
import { commandProblem } from "./refuse.ts";

export interface ExportFlags {
  readonly format: string;
  /** A journal, or a result that has one. */
  readonly file: string;
  readonly out: string | undefined;
  /** The collector to send to. */
  readonly otlp: string | undefined;
  /** The date of the run's start, as people write it. */
  readonly startsAt: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

/** What was written or sent, for `--json`. */
interface Exported {
  readonly files: ReadonlyArray<string>;
  readonly sent?: { readonly collector: string; readonly requests: number };
  readonly metrics: boolean | null;
}

/** Writes a run in a format of others, whole or not at all, or sends it to a collector. Returns the exit code. */
export const exportRun = Effect.fnUntraced(function* (flags: ExportFlags) {
  const { out, err } = yield* Screen;
  const print = (document: object) => (flags.json ? out.write(`${JSON.stringify(document, null, 2)}\n`) : undefined);
  const refuse = (problems: ReadonlyArray<string>) => {
    err.write(`${problems.join("\n")}\nNothing was exported.\n`);
    print({ problems: problems.map(commandProblem) });
    return exitCodes.badInput;
  };
  const asked = yield* Effect.promise(() => readFlags(flags));
  if (typeof asked === "string") return refuse([asked]);
  const exporting = Effect.gen(function* () {
    const progress = yield* showProgress(`Exporting ${basename(flags.file)}`);
    let reading: CountedSource | undefined;
    let pass = 0;
    const look = Effect.suspend(() => {
      const share = (pass - 1 + (reading?.share() ?? 0)) / PASSES[asked.format];
      return progress.at(Math.max(0, share), pass <= 1 ? "reading the journal" : "writing");
    });
    yield* Effect.forkScoped(Effect.forever(Effect.delay(look, LOOK_EVERY)));
    const onSource = (source: CountedSource): void => {
      reading = source;
      pass += 1;
    };
    const run = yield* Effect.tryPromise({
      try: (signal) => openRun(flags.file, { signal, onSource }),
      catch: (error) => `${flags.file} cannot be read: ${systemReason(error)}`,
    });
    if ("problems" in run) return run;
    const unwritable = whyUnwritableAny(flags, asked, run);
    if (unwritable !== undefined) return { problems: [unwritable] };
    const exported = yield* write(run, asked, flags, onSource);
    return { run, exported };
  });
  const done = yield* Effect.scoped(exporting).pipe(
    Effect.catch((reason) => Effect.succeed({ problems: [reason] })),
    Effect.onInterrupt(() => Effect.sync(() => err.write("Interrupted; no file was written.\n"))),
  );
  if ("problems" in done) return refuse(done.problems);
  const { run, exported } = done;
  err.write(said(run, exported, asked));
  const { title, seed, events, verdict = null, incomplete = null } = run.summary;
  print({ format: asked.format, journal: run.journal, title, seed, events, verdict, incomplete, ...exported });
  return exitCodes.held;
});

/** How often each format goes through the journal, the first time included that reads all of it. */
const PASSES: Readonly<Record<ExportFormat, number>> = { perfetto: 2, otlp: 2, chaostoolkit: 6 };

/** How often progress is looked at. */
const LOOK_EVERY = "250 millis";

/** What was asked for, read. */
interface Asked {
  readonly format: ExportFormat;
  readonly collector: string | undefined;
  /** In milliseconds since 1970. */
  readonly startsAtMs: number;
  readonly isDated: boolean;
}

const readFlags = async ({ format, out, otlp, startsAt, json }: ExportFlags): Promise<Asked | string> => {
  if (!isExportFormat(format)) {
    const [near = ""] = nearest(format, exportFormatNames, 1);
    const known = Object.entries(exportFormats).map(([name, meaning]) => `  ${name.padEnd(13)} ${meaning}`);
    return `there is no format "${format}"; the nearest name is ${near}. Known are\n${known.join("\n")}`;
  }
  if (otlp !== undefined && format !== "otlp") return `--otlp is where otlp goes: ${format} is written to --out`;
  if (format === "otlp" && (otlp === undefined) === (out === undefined))
    return "otlp needs a place to go: either --otlp URL, such as http://127.0.0.1:4318, or --out FILE";
  if (out === undefined && otlp === undefined && json)
    return `with --json ${format} needs --out FILE: the two do not go to stdout together`;
  const { collectorUrl } = await import("../export/send-otlp.ts");
  const collector = otlp === undefined ? undefined : collectorUrl(otlp);
  if (otlp !== undefined && collector === undefined)
    return `--otlp: expected the URL of a collector such as http://127.0.0.1:4318, found "${otlp}"`;
  const date = startsAt === undefined ? { value: 0 } : decode(DateMs, startsAt);
  if ("problems" in date)
    return `--starts-at: expected a date with its time zone, such as 2026-03-26T09:00:00+08:00, found "${startsAt}"`;
  return { format, collector, startsAtMs: date.value, isDated: startsAt !== undefined };
};

const whyUnwritableAny = (
  { out, file, force }: ExportFlags,
  { format }: Asked,
  run: RecordedRun,
): string | undefined => {
  if (out === undefined) return undefined;
  const files = format === "otlp" && run.result !== undefined ? [out, metricsFile(out)] : [out];
  return files.map((one) => whyUnwritable(one, [file, run.journal], force)).find((reason) => reason !== undefined);
};

const write = Effect.fnUntraced(function* (
  run: RecordedRun,
  { format, collector, startsAtMs }: Asked,
  { out: file }: ExportFlags,
  onSource: Pass["onSource"],
) {
  const { out } = yield* Screen;
  const sourceWith = (signal: AbortSignal): ExportSource => ({
    run,
    startsAtMs,
    events: (only) => eventsOf(run.journal, { signal, onSource }, only),
  });
  if (collector !== undefined) return yield* send(sourceWith, run, collector);
  const texts = yield* Effect.promise(() => textsOf(format));
  yield* Effect.tryPromise({
    try: (signal) => {
      const pieces = texts(sourceWith(signal));
      return file === undefined ? writePieces(out, pieces) : writeWhole(file, pieces);
    },
    catch: (error) => unwritten(file, error),
  });
  if (format !== "otlp" || file === undefined)
    return { files: file === undefined ? [] : [file], metrics: null } satisfies Exported;
  const { result } = run;
  if (result === undefined) return { files: [file], metrics: false } satisfies Exported;
  const beside = metricsFile(file);
  yield* Effect.tryPromise({
    try: (signal) => writeWhole(beside, otlpMetricLines(result, sourceWith(signal))),
    catch: (error) => unwritten(beside, error),
  });
  return { files: [file, beside], metrics: true } satisfies Exported;
});

const unwritten = (file: string | undefined, error: unknown): string =>
  `${file ?? "stdout"} cannot be written: ${systemReason(error)}`;

const textsOf = async (format: ExportFormat): Promise<(source: ExportSource) => AsyncIterable<string>> => {
  switch (format) {
    case "perfetto":
      return (await import("../export/formats/perfetto.ts")).perfetto;
    case "chaostoolkit":
      return (await import("../export/formats/chaostoolkit.ts")).chaosToolkit;
    case "otlp":
      return otlpTraceLines;
  }
};

/** Sends spans in batches, and then the metrics; a collector that refuses one gets no more. */
const send = Effect.fnUntraced(function* (
  sourceWith: (signal: AbortSignal) => ExportSource,
  run: RecordedRun,
  collector: string,
) {
  const { otlpMetrics, otlpTraces } = yield* Effect.promise(() => import("../export/formats/otlp.ts"));
  const { sendOtlp } = yield* Effect.promise(() => import("../export/send-otlp.ts"));
  const aborted = new AbortController();
  yield* Effect.addFinalizer(() => Effect.sync(() => aborted.abort()));
  const source = sourceWith(aborted.signal);
  let requests = 0;
  const sent = (data: Parameters<typeof sendOtlp>[1]) =>
    sendOtlp(collector, data).pipe(
      Effect.tap(() => Effect.sync(() => requests++)),
      Effect.mapError(({ url, reason }) => {
        const before = requests === 0 ? "" : ` after ${counted(requests, "request")} that it took`;
        return `${url} did not take the run${before}: ${reason}`;
      }),
    );
  const batches = Stream.fromAsyncIterable(otlpTraces(source), (error) => systemReason(error));
  yield* Stream.runForEach(batches, (traces) => sent({ traces }));
  if (run.result !== undefined) yield* sent({ metrics: otlpMetrics(run.result, source) });
  return { files: [], sent: { collector, requests }, metrics: run.result !== undefined } satisfies Exported;
});

const said = (run: RecordedRun, { files, sent, metrics }: Exported, { isDated, format }: Asked): string => {
  const { title, events, incomplete } = run.summary;
  const where = sent === undefined ? files.map(shellWord).join(" and ") || "stdout" : sent.collector;
  const what = `${title}: ${counted(events, "event")} as ${format}, ${sent === undefined ? "written" : "sent"} to ${where}`;
  const notes = [
    ...(incomplete === undefined ? [] : [`the journal is INCOMPLETE: ${incomplete}`]),
    ...(metrics === false ? ["there is no result beside the journal, so no metrics go with it"] : []),
    ...(isDated || format === "perfetto"
      ? []
      : ["a journal tells no date, so the run begins in 1970: give it one with --starts-at DATE"]),
    ...(run.result === undefined && format === "chaostoolkit"
      ? ["there is no result beside the journal, so its thresholds are not in the hypothesis"]
      : []),
  ];
  return `${what}\n${notes.map((note) => `note: ${note}\n`).join("")}`;
};
