import { ordealCommand } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import {
  agent,
  allowEvents,
  baseline,
  ca,
  exitWith,
  fixtures,
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

const bloom = `${fixtures}/incidents/bloom-176b.yaml`;

export const replay = Command.make(
  "replay",
  {
    timeline: Argument.String("TIMELINE").pipe(
      Argument.withDescription("a file that holds an incident timeline: YAML, JSON, TypeScript or NDJSON"),
    ),
    policies: Argument.String("POLICY").pipe(
      Argument.withDescription("more recovery policies for --against"),
      Argument.variadic({ min: 0 }),
    ),
    on: Flag.String("on").pipe(
      Flag.withMetavar("EXPERIMENT"),
      Flag.withDescription("the cluster, job and policy to replay it on; the timeline's own experiment unless given"),
      Flag.optional,
    ),
    from: Flag.String("from").pipe(
      Flag.withMetavar("TIME"),
      Flag.withDescription(
        'start here: a date such as 2024-05-06T00:00:00Z, or a time since the timeline\'s start such as "90 days"',
      ),
      Flag.optional,
    ),
    to: Flag.String("to").pipe(
      Flag.withMetavar("TIME"),
      Flag.withDescription("leave out faults that began then or later; a run lasts at most ten years"),
      Flag.optional,
    ),
    seed: ownSeed,
    set: set(
      "put a value in the place of what experiment and timeline say, such as faults.ID.duration='10 minutes'; may be repeated",
    ),
    without: Flag.String("without").pipe(
      Flag.withMetavar("ID"),
      Flag.withDescription("leave out a fault of the timeline; may be repeated"),
      Flag.atLeast(0),
    ),
    map: Flag.Literals("map", ["order", "proportion", "hash"]).pipe(
      Flag.withDescription(
        "how components of the recorded cluster find their places in this one: in order of appearance, by proportion of the two sizes, or by a hash of their names",
      ),
      Flag.withDefault("order"),
    ),
    vary: Flag.String("vary").pipe(
      Flag.withMetavar("PATH=A,B"),
      Flag.withDescription("lay alternatives beside it, with the same faults; may be repeated, for all combinations"),
      Flag.atLeast(0),
    ),
    against: Flag.String("against").pipe(
      Flag.withMetavar("POLICY…"),
      Flag.withDescription("lay recovery policies beside it: restart, mindcluster, flash, elastic"),
      Flag.atLeast(0),
    ),
    agent: agent.pipe(Flag.optional),
    tokenFile,
    ca,
    rate,
    out: outFolder("timeline"),
    junit: page("junit", "write thresholds and verdicts there as JUnit's XML"),
    markdown: page("markdown", "write them there as Markdown, for the summary of a CI run"),
    report: page("report", "write one HTML page there, to look at"),
    baseline,
    allowEvents,
    force,
    json: json("print one JSON document on stdout; summary and progress go to stderr"),
  },
  (input) =>
    exitWith(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../../verbs/replay.ts"));
        return yield* verb.replay(given(input));
      }),
    ),
).pipe(
  Command.withDescription("Replay an incident timeline: what happened, what it cost, and what it would have cost"),
  Command.withExamples([
    { command: `${ordealCommand} replay ${bloom}`, description: "a real run's diary, observed beside simulated" },
    {
      command: `${ordealCommand} replay ${bloom} --vary checkpoint.interval="30 minutes,1 hour"`,
      description: "and with other checkpoint intervals?",
    },
    {
      command: `${ordealCommand} replay ${bloom} --against restart flash elastic mindcluster`,
      description: "and with another recovery policy?",
    },
    {
      command: `${ordealCommand} replay ${bloom} --vary faults.hang-30-april.detectAfter="10 minutes,1 hour"`,
      description: "and had somebody noticed sooner?",
    },
    {
      command: `${ordealCommand} replay ${bloom} --agent ws://127.0.0.1:7433 --rate 100000`,
      description: "on an agent, at a pace that people can watch",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "every threshold held, and every invariant",
    1: "a threshold or an invariant failed, or the steady state did not come back",
    2: "bad input or usage; nothing was run",
    3: "stopped by stopWhen",
    4: "unknown: a metric had no sample, the agent was lost, or a run broke off",
    5: "an injected fault could not be shown to be healed",
    130: "interrupted; everything was healed first",
  }),
);
