import { ordealCommand } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { allowEvents, example, exitWith, given, json, page, set } from "./shared.ts";

export const campaign = Command.make(
  "campaign",
  {
    experiment: Argument.String("EXPERIMENT").pipe(
      Argument.withDescription("a file that holds an experiment, best with thresholds under campaign"),
    ),
    runs: Flag.Int("runs").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(
        "how many runs, each with a seed of its own; 1,000 unless given, 102,400 at most with --until",
      ),
      Flag.optional,
    ),
    until: Flag.String("until").pipe(
      Flag.withMetavar("PRECISION"),
      Flag.withDescription(
        "stop when a mean is known so exactly, such as 'effectiveThroughput ± 0.1 %' (or +-); looked at after 100, 200, 400, … runs",
      ),
      Flag.optional,
    ),
    rare: Flag.String("rare").pipe(
      Flag.withMetavar("THRESHOLD"),
      Flag.withDescription(
        "estimate how likely a run is to break a threshold that hardly any run breaks, such as 'P(effectiveThroughput >= 90 %) >= 99.999 %', by importance splitting; --runs is then the paths at each level",
      ),
      Flag.optional,
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("the first seed, 1 unless given; the others follow it"),
      Flag.withDefault(1),
    ),
    set: set("put a value in the place of what the file says; may be repeated"),
    workers: Flag.Int("workers").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(
        "run in so many threads at once, as many as there are cores unless given; the result is the same",
      ),
      Flag.optional,
    ),
    shard: Flag.String("shard").pipe(
      Flag.withMetavar("I/N"),
      Flag.withDescription("run only the I-th of N shares, counted from 0, on an --out that all share"),
      Flag.optional,
    ),
    emit: Flag.Literals("emit", ["slurm", "kubernetes"]).pipe(
      Flag.withMetavar("slurm|kubernetes"),
      Flag.withDescription("print what runs the campaign on a cluster, and run nothing"),
      Flag.optional,
    ),
    store: Flag.String("store").pipe(
      Flag.withMetavar("URL"),
      Flag.withDescription("keep the runs in PostgreSQL, postgres://…, and share them out to any number of workers"),
      Flag.optional,
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("keep the runs there, to go on from; campaigns/NAME-ID unless given"),
      Flag.optional,
    ),
    verdict: Flag.Boolean("no-verdict").pipe(
      Flag.withDescription("explore: print every figure and answer 0, whatever thresholds say"),
      Flag.withDefault(false),
      Flag.map((isExploring) => !isExploring),
    ),
    junit: page("junit", "write the thresholds on the distribution there as JUnit's XML"),
    markdown: page("markdown", "write the outcome there as Markdown, for the summary of a CI run"),
    report: page("report", "write one HTML page there, to look at"),
    allowEvents,
    json: json("print one JSON document on stdout; summary and progress go to stderr"),
  },
  (input) =>
    exitWith(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../../verbs/campaign.ts"));
        return yield* verb.campaign(given(input));
      }),
    ),
).pipe(
  Command.withDescription("Run an experiment with many seeds: how sure is it that the target holds?"),
  Command.withExamples([
    {
      command: `${ordealCommand} campaign ${example} --runs 1000`,
      description: "a thousand seeds, and their distribution",
    },
    {
      command: `${ordealCommand} campaign ${example} --until 'effectiveThroughput ± 0.05 %'`,
      description: "as many runs as it takes",
    },
    {
      command: `${ordealCommand} campaign ${example} --set campaign.thresholds='["P(effectiveThroughput >= 95 %) >= 99 %"]'`,
      description: "judged by how often the target holds",
    },
    {
      command: `${ordealCommand} campaign ${example} --rare 'P(effectiveThroughput >= 94 %) >= 99.99 %' --runs 1000`,
      description: "what hardly ever happens",
    },
    {
      command: `${ordealCommand} campaign ${example} --runs 100000 --out shared/c --emit slurm > campaign.sh`,
      description: "as a Slurm array",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "every threshold on the distribution held, --no-verdict, or a shard is done",
    1: "a threshold on the distribution failed",
    2: "bad input or usage, or a folder of another campaign",
    4: "unknown: nothing was judged, the runs are too few to tell, or a run broke off",
    130: "interrupted; what is done is kept, and the command that goes on is printed",
  }),
);
