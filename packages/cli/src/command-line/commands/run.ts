import { ordealCommand } from "@ordeal/model/command-name";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import {
  agent,
  allowEvents,
  baseline,
  ca,
  example,
  exitWith,
  experiments,
  files,
  force,
  given,
  json,
  outFolder,
  ownSeed,
  page,
  rate,
  set,
  tokenFile,
} from "./shared.ts";

export const run = Command.make(
  "run",
  {
    experiments: files("EXPERIMENT", "files that hold an experiment: YAML, JSON or TypeScript"),
    seed: ownSeed,
    set: set("put a value in the place of what the file says; may be repeated, null takes a key away"),
    dryRun: Flag.Boolean("dry-run").pipe(
      Flag.withDescription("print what would be run and injected, and run nothing"),
      Flag.withDefault(false),
    ),
    out: outFolder("experiment file"),
    agent: agent.pipe(Flag.optional),
    tokenFile,
    ca,
    rate,
    verdict: Flag.Boolean("no-verdict").pipe(
      Flag.withDescription(
        "explore: print every figure and answer 0, whatever thresholds say or whether there are any",
      ),
      Flag.withDefault(false),
      Flag.map((isExploring) => !isExploring),
    ),
    strict: Flag.Boolean("strict").pipe(
      Flag.withDescription("a warning, such as of a fault without any effect on the job, is no pass"),
      Flag.withDefault(false),
    ),
    junit: page("junit", "write thresholds and verdicts there as JUnit's XML"),
    markdown: page("markdown", "write them there as Markdown, for the summary of a CI run"),
    twin: Flag.String("twin").pipe(
      Flag.withMetavar("RESULT"),
      Flag.withDescription(
        "the result that was kept of a run without faults: thresholds `of twin` are held against it, and no twin is run",
      ),
      Flag.optional,
    ),
    report: page("report", "write one HTML page there: verdict, timeline, where the time went, recoveries"),
    baseline,
    allowEvents,
    force,
    json: json("print one JSON document on stdout; summary and progress go to stderr"),
  },
  (input) =>
    exitWith(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../../verbs/run.ts"));
        return yield* verb.run(given(input));
      }),
    ),
).pipe(
  Command.withDescription("Run experiments and say whether their thresholds held"),
  Command.withExamples([
    { command: `${ordealCommand} run ${example}`, description: "thirty days of the reference cluster, judged" },
    { command: `${ordealCommand} run ${example} --dry-run`, description: "what would be run and injected" },
    {
      command: `${ordealCommand} run ${example} --seed 7 --set recovery.restart="10 minutes"`,
      description: "another seed, a slower restart",
    },
    {
      command: `${ordealCommand} run ${experiments} --json --out runs`,
      description: "for a machine, with every journal kept",
    },
    {
      command: `${ordealCommand} run ${example} --set thresholds[0]="effectiveThroughput >= baseline - 0.5 points" --baseline last.result.json`,
      description: "for CI: no worse than an earlier result",
    },
    {
      command: `${ordealCommand} run ${example} --agent ws://127.0.0.1:7433`,
      description: "on an agent: the same verdict, and the same journal",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "every threshold held, or --no-verdict",
    1: "a threshold failed, or the steady state did not come back",
    2: "bad input or usage; nothing was run",
    3: "stopped by stopWhen",
    4: "unknown: nothing was judged or no fault struck, a metric had no sample, the agent was lost or cannot be believed, or a run broke off",
    5: "an injected fault could not be shown to be healed",
    130: "interrupted; everything was healed first",
  }),
);
