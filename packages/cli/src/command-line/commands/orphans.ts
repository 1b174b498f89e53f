import { ordealCommand } from "@ordeal/model/command-name";
import * as Command from "effect/cli/Command";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { agent, ca, exitWith, given, json, tokenFile } from "./shared.ts";

export const orphans = Command.make(
  "orphans",
  { agent, tokenFile, ca, json: json("print one JSON document on stdout") },
  (input) =>
    exitWith(
      Effect.flatMap(
        Effect.promise(() => import("../../verbs/orphans.ts")),
        ({ orphans }) => orphans(given(input)),
      ),
    ),
).pipe(
  Command.withDescription("List the injected faults of an agent that no engine holds any more"),
  Command.withExamples([
    { command: `${ordealCommand} orphans --agent ws://127.0.0.1:7433`, description: "after an engine was killed" },
  ]),
  Command.annotate(ExitCodes, {
    0: "there is none",
    1: "there are some; they are healed when their lease ends",
    2: "bad usage",
    4: "the agent could not be asked",
  }),
);
