import { ordealCommand } from "@ordeal/model/command-name";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { agent, ca, exitWith, given, json, tokenFile } from "./shared.ts";

export const halt = Command.make(
  "halt",
  {
    agent,
    tokenFile,
    ca,
    lift: Flag.Boolean("lift").pipe(Flag.withDescription("let the agent take faults again"), Flag.withDefault(false)),
    json: json("print one JSON document on stdout"),
  },
  (input) =>
    exitWith(
      Effect.flatMap(
        Effect.promise(() => import("../../verbs/halt.ts")),
        ({ halt }) => halt(given(input)),
      ),
    ),
).pipe(
  Command.withDescription("Emergency stop: heal every injected fault of an agent, and let it take no new one"),
  Command.withExamples([
    { command: `${ordealCommand} halt --agent ws://127.0.0.1:7433`, description: "heal everything, now" },
    { command: `${ordealCommand} halt --lift --agent ws://127.0.0.1:7433`, description: "take faults again" },
  ]),
  Command.annotate(ExitCodes, {
    0: "everything is healed",
    2: "bad usage",
    4: "the agent could not be asked",
    5: "a fault is left",
  }),
);
