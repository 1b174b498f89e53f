import { ordealCommand } from "@ordeal/model/command-name";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { allowEvents, exitWith, given } from "./shared.ts";

export const worker = Command.make(
  "worker",
  {
    store: Flag.String("store").pipe(
      Flag.withMetavar("URL"),
      Flag.withDescription("the PostgreSQL store whose campaigns to work on, postgres://…"),
    ),
    workers: Flag.Int("workers").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("run in so many threads at once, as many as there are cores unless given"),
      Flag.optional,
    ),
    wait: Flag.Boolean("wait").pipe(
      Flag.withDescription("wait for more when nothing is left to do"),
      Flag.withDefault(false),
    ),
    allowEvents,
  },
  (input) =>
    exitWith(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../../verbs/worker.ts"));
        return yield* verb.worker(given(input));
      }),
    ),
).pipe(
  Command.withDescription("Run what campaigns in a store have left to do, beside any number of other workers"),
  Command.withExamples([
    { command: `${ordealCommand} worker --store postgres://ordeal@db/ordeal`, description: "until nothing is left" },
    { command: `${ordealCommand} worker --store postgres://ordeal@db/ordeal --wait`, description: "for good" },
  ]),
  Command.annotate(ExitCodes, {
    0: "nothing was left to do",
    2: "bad usage, a store that cannot be used, or a campaign of another version",
    4: "a run broke off",
    130: "interrupted; what was under way is left to others",
  }),
);
