import { ordealCommand } from "@ordeal/model/command-name";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { exitWith, given } from "./shared.ts";

export const hook = Command.make(
  "hook",
  {
    out: Flag.String("out").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("write it there; it is printed unless given"),
      Flag.optional,
    ),
    training: Flag.Boolean("training").pipe(
      Flag.withDescription("the small PyTorch training run that uses the hook, instead of the hook"),
      Flag.withDefault(false),
    ),
    benchmark: Flag.Boolean("benchmark").pipe(
      Flag.withDescription("measure what an event costs on this machine, instead; prints one JSON line"),
      Flag.withDefault(false),
    ),
    python: Flag.String("python").pipe(
      Flag.withMetavar("PROGRAM"),
      Flag.withDescription("the Python that --benchmark measures, /usr/bin/python3 unless given"),
      Flag.withDefault("/usr/bin/python3"),
    ),
    force: Flag.Boolean("force").pipe(Flag.withDescription("write over a file that is there"), Flag.withDefault(false)),
  },
  (flags) =>
    exitWith(
      Effect.flatMap(
        Effect.promise(() => import("../../verbs/hook.ts")),
        ({ hook }) => hook(given(flags)),
      ),
    ),
).pipe(
  Command.withDescription("Print the Python file by which a training run of your own tells what its ranks do"),
  Command.withExamples([
    { command: `${ordealCommand} hook --out ordeal_hook.py`, description: "to be imported by your training" },
    {
      command: `${ordealCommand} hook --training --out train.py`,
      description: "a run to try it with, beside the hook",
    },
    { command: `${ordealCommand} hook --benchmark`, description: "what an event costs here" },
  ]),
  Command.annotate(ExitCodes, {
    0: "it is printed, written or measured",
    2: "bad usage, or a file that is there already or cannot be written",
    4: "it could not be measured",
  }),
);
