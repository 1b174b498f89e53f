import { ordealCommand } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { allowEvents, example, exitWith, given, json, page, set } from "./shared.ts";

export const plan = Command.make(
  "plan",
  {
    experiment: Argument.String("EXPERIMENT").pipe(
      Argument.withDescription("a file that holds an experiment, best with thresholds under campaign, and prices"),
    ),
    vary: Flag.String("vary").pipe(
      Flag.withMetavar("PATH=A,B,C"),
      Flag.withDescription(
        "try these values of the file's path, `as it is` among them if need be; may be repeated, every combination is tried",
      ),
      Flag.atLeast(0),
    ),
    search: Flag.String("search").pipe(
      Flag.withMetavar("PATH=LOW..HIGH"),
      Flag.withDescription(
        "search between two values for the one at which the target stops holding, and the one at which one of the varied settings becomes better than another",
      ),
      Flag.optional,
    ),
    race: Flag.Boolean("race").pipe(
      Flag.withDescription(
        "for many settings: look after 100, 200, 400, … runs, and drop those that surely fail the target or are surely worse than one that holds it",
      ),
      Flag.withDefault(false),
    ),
    runs: Flag.Int("runs").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("how many runs of each setting, with the same seeds; 200 unless given"),
      Flag.withDefault(200),
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("the first seed, 1 unless given; the others follow it"),
      Flag.withDefault(1),
    ),
    set: set("put a value in the place of what the file says, for every setting; may be repeated"),
    workers: Flag.Int("workers").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(
        "run in so many threads at once, as many as there are cores unless given; the result is the same",
      ),
      Flag.optional,
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("keep the runs of every setting there, to go on from; campaigns unless given"),
      Flag.optional,
    ),
    junit: page("junit", "write the outcome there as JUnit's XML"),
    markdown: page("markdown", "write the outcome there as Markdown, for the summary of a CI run"),
    report: page("report", "write one HTML page there, to look at"),
    allowEvents,
    json: json("print one JSON document on stdout; summary and progress go to stderr"),
  },
  (input) =>
    exitWith(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../../verbs/plan.ts"));
        return yield* verb.plan(given(input));
      }),
    ),
).pipe(
  Command.withDescription(
    "Compare settings of an experiment under the same faults: which hold the target, and at what cost?",
  ),
  Command.withExamples([
    {
      command: `${ordealCommand} plan ${example} --vary cluster.nodes=1690,1700,1710,1750`,
      description: "how many spares does it take?",
    },
    {
      command: `${ordealCommand} plan ${example} --vary recovery.policy=restart,mindcluster --search recovery.restart='30 seconds..10 minutes'`,
      description: "which recovery time still holds the target, and when is which policy better?",
    },
    {
      command: `${ordealCommand} plan ${example} --vary checkpoint.interval='5 minutes,10 minutes,20 minutes,daly' --runs 500`,
      description: "how often should it save?",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "a setting holds the target",
    1: "no setting holds it",
    2: "bad input or usage, or a path that does not exist; nothing was run",
    4: "unknown: no setting is known to hold it, nothing was judged, or a run broke off",
    130: "interrupted; what is done is kept, and the command that goes on is printed",
  }),
);
