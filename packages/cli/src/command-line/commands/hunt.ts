import { isInstalled, ordealCommand } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { allowEvents, example, exitWith, fixtures, given, json, page, set } from "./shared.ts";

export const hunt = Command.make(
  "hunt",
  {
    experiment: Argument.String("EXPERIMENT").pipe(
      Argument.withDescription("a file that holds an experiment, with a budget of faults"),
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("the seed of the search, 1 unless given; the experiment keeps its own (--set seed=N)"),
      Flag.withDefault(1),
    ),
    set: set("put a value in the place of what the file says, such as a budget; may be repeated"),
    timelines: Flag.Int("timelines").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("try so many timelines at most; 5,000 unless this or --time is given"),
      Flag.optional,
    ),
    time: Flag.String("time").pipe(
      Flag.withMetavar("DURATION"),
      Flag.withDescription("search so long at most, such as '10 minutes'"),
      Flag.optional,
    ),
    workers: Flag.Int("workers").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("search in so many threads at once, each in its own way"),
      Flag.withDefault(1),
    ),
    exhaustive: Flag.Boolean("exhaustive").pipe(
      Flag.withDescription(
        "try every pair of a fault kind and a phase of the run, one after the other: for small scopes",
      ),
      Flag.withDefault(false),
    ),
    example: Flag.String("example").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("try this timeline first, such as an earlier counterexample; may be repeated"),
      Flag.atLeast(0),
    ),
    path: Flag.String("path").pipe(
      Flag.withMetavar("PATH"),
      Flag.withDescription("go back to what was found there, and take up its shrinking; a hunt prints it"),
      Flag.optional,
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("save a counterexample there, as a timeline and as a test"),
      Flag.withDefault("counterexamples"),
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
        const verb = yield* Effect.promise(() => import("../../verbs/hunt.ts"));
        return yield* verb.hunt(given(input));
      }),
    ),
).pipe(
  Command.withDescription("Search for the smallest timeline of faults within a budget that breaks the target"),
  Command.withExamples([
    { command: `${ordealCommand} hunt ${example}`, description: "within the budget that the experiment states" },
    {
      command: `${ordealCommand} hunt ${example} --set budget="at most 2 card faults, any two at least 1 hour apart"`,
      description: "within another one",
    },
    {
      command: `${ordealCommand} hunt ${example} --time '10 minutes' --workers 2 --junit hunt.xml`,
      description: "for a night in CI",
    },
    {
      command: `${ordealCommand} hunt ${fixtures}/policies/spends-its-last-spare.${isInstalled ? "js" : "ts"}`,
      description: "a policy with a planted weakness, found in a second",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "nothing was found that breaks the target",
    1: "a counterexample was found, and saved",
    2: "bad input or usage; nothing was tried",
    4: "nothing is known: no threshold to judge by, no fault that struck, a policy that failed, or an outcome that could not be written",
    130: "interrupted; the best so far is told, and saved",
  }),
);
