import { ordealCommand } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { exitWith, json } from "./shared.ts";

const result = (name: string, description: string) => Argument.String(name).pipe(Argument.withDescription(description));

export const diff = Command.make(
  "diff",
  {
    a: result("A", "the result to compare with: NAME.result.json of --out, or what run --json printed of one run"),
    b: result("B", "the result that is compared with it"),
    anyway: Flag.Boolean("anyway").pipe(
      Flag.withDescription("compare results of different experiments, lengths or versions of Ordeal"),
      Flag.withDefault(false),
    ),
    json: json("print one JSON document on stdout; the tables go to stderr"),
  },
  (input) =>
    exitWith(
      Effect.flatMap(
        Effect.promise(() => import("../../verbs/diff.ts")),
        ({ diff }) => diff(input),
      ),
    ),
).pipe(
  Command.withDescription("Lay two results side by side: verdict, thresholds, metrics, and where the time went"),
  Command.withExamples([
    {
      command: `${ordealCommand} diff main/drill.result.json branch/drill.result.json`,
      description: "what a change did, and whether it broke what held",
    },
    { command: `${ordealCommand} diff a.result.json b.result.json --json`, description: "for a machine" },
  ]),
  Command.annotate(ExitCodes, {
    0: "nothing that held in A is broken in B",
    1: "a threshold or the verdict that held in A fails in B",
    2: "bad usage, a file that holds no result, or results of different experiments; nothing was compared",
    4: "something that was judged in A is unknown in B",
  }),
);
