import { ordealCommand } from "@ordeal/model/command-name";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { exitWith, files, json } from "./shared.ts";

export const report = Command.make(
  "report",
  {
    results: files(
      "RESULT",
      "what commands wrote: journals and results of --out, documents of run, hunt and replay --json; several to compare",
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("write the page there"),
      Flag.withDefault("report.html"),
    ),
    incomplete: Flag.Boolean("incomplete").pipe(
      Flag.withDescription("draw a journal that has no verdict too: its engine was killed, or is still at work"),
      Flag.withDefault(false),
    ),
    json: json("print one JSON document on stdout: the page that was written, or the problems"),
  },
  (input) =>
    exitWith(
      Effect.flatMap(
        Effect.promise(() => import("../../verbs/report.ts")),
        ({ report }) => report(input),
      ),
    ),
).pipe(
  Command.withDescription("Make one HTML page of results: verdict, timeline, where the time went, recoveries"),
  Command.withExamples([
    { command: `${ordealCommand} report out/night.result.json`, description: "of a run that was kept with --out" },
    {
      command: `${ordealCommand} report a.result.json b.result.json --out compared.html`,
      description: "two runs, side by side",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "the page is written",
    2: "a file holds nothing that can be shown, or bad usage; nothing is written",
    4: "the page cannot be written",
  }),
);
