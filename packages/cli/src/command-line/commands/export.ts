import { ordealCommand } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { exitWith, given, json } from "./shared.ts";

export const exportCommand = Command.make(
  "export",
  {
    format: Argument.String("FORMAT").pipe(
      Argument.withDescription("what to make of it: perfetto, otlp or chaostoolkit"),
    ),
    file: Argument.String("FILE").pipe(
      Argument.withDescription("a run's journal, or its result: NAME.journal.ndjson and NAME.result.json of --out"),
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "where it goes; stdout unless given. Metrics of otlp go to NAME.metrics.jsonl beside NAME.jsonl",
      ),
      Flag.optional,
    ),
    otlp: Flag.String("otlp").pipe(
      Flag.withMetavar("URL"),
      Flag.withDescription("otlp: the collector to send to, by HTTP and in JSON, such as http://127.0.0.1:4318"),
      Flag.optional,
    ),
    startsAt: Flag.String("starts-at").pipe(
      Flag.withMetavar("DATE"),
      Flag.withDescription(
        "the date at which the run begins, which no journal tells; 1970-01-01T00:00:00Z unless given",
      ),
      Flag.optional,
    ),
    force: Flag.Boolean("force").pipe(
      Flag.withDescription("write to --out though it holds the result or the journal of a run"),
      Flag.withDefault(false),
    ),
    json: json("print one JSON document on stdout: what was written or sent"),
  },
  (input) =>
    exitWith(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../../verbs/export.ts"));
        return yield* verb.exportRun(given(input));
      }),
    ),
).pipe(
  Command.withDescription("Write what a run went through in a format that other tools open"),
  Command.withExamples([
    {
      command: `${ordealCommand} export perfetto runs/drill.journal.ndjson --out drill.trace.json`,
      description: "a picture of phases, faults, saves and nodes for ui.perfetto.dev",
    },
    {
      command: `${ordealCommand} export otlp runs/drill.result.json --otlp http://127.0.0.1:4318 --starts-at 2026-03-26T09:00:00+08:00`,
      description: "spans and metrics to an OpenTelemetry collector",
    },
    {
      command: `${ordealCommand} export chaostoolkit runs/drill.result.json --out journal.json`,
      description: "for whatever reads journals of Chaos Toolkit",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "it is written, or the collector took it",
    2: "bad input or usage, or a place where it cannot be written or sent; no file was written",
    130: "interrupted; no file was written",
  }),
);
