import { ordealCommand } from "@ordeal/model/command-name";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { allowEvents, example, exitWith, experiments, files, fixtures, given, json } from "./shared.ts";

export const check = Command.make(
  "check",
  {
    files: files(
      "FILE",
      "experiments and timelines (YAML, JSON or TypeScript), timelines in NDJSON, or journals that runs wrote",
    ),
    allowEvents,
    strict: Flag.Boolean("strict").pipe(Flag.withDescription("take a warning for an error"), Flag.withDefault(false)),
    json: json("print one JSON document on stdout: every file with its problems"),
  },
  (input) =>
    exitWith(
      Effect.flatMap(
        Effect.promise(() => import("../../verbs/check.ts")),
        ({ check }) => check(given(input)),
      ),
    ),
).pipe(
  Command.withDescription("Read input and say everything that is wrong with it, by file, line and path"),
  Command.withExamples([
    { command: `${ordealCommand} check ${example}`, description: "one experiment" },
    { command: `${ordealCommand} check ${experiments}`, description: "all of them; nothing is run" },
    {
      command: `${ordealCommand} check ${fixtures}/incidents/*.yaml`,
      description: "timelines, with the experiments they name",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "all files are good",
    2: "some are not, or are warned of under --strict, or bad usage",
    4: "a journal is not complete: its run has no verdict",
  }),
);
