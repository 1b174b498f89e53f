import { ordealCommand } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { agent, ca, exitWith, given, json, set, tokenFile } from "./shared.ts";

export const compare = Command.make(
  "compare",
  {
    experiment: Argument.String("EXPERIMENT").pipe(Argument.withDescription("a file that holds an experiment")),
    live: Flag.String("live").pipe(
      Flag.withMetavar("LAB"),
      Flag.withDescription("make the lab of this file, and run everything in it"),
      Flag.optional,
    ),
    agent: agent.pipe(Flag.withDescription("run everything on this agent, such as ws://127.0.0.1:7433"), Flag.optional),
    tokenFile,
    ca,
    measured: Flag.String("measured").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("run nothing: what the hook of a run of the experiment wrote, and its lab"),
      Flag.optional,
    ),
    calibration: Flag.String("calibration").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "the same of a run without a fault, or with other ones, to take the job's times from; may be repeated",
      ),
      Flag.atLeast(0),
    ),
    runs: Flag.Int("runs").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("measure so many runs, and take the one in the middle"),
      Flag.withDefault(1),
    ),
    within: Flag.Finite("within").pipe(
      Flag.withMetavar("POINTS"),
      Flag.withDescription("how far the effective throughput may be from what is predicted; 2 points unless given"),
      Flag.withDefault(2),
    ),
    set: set("put a value in the place of what the file says; may be repeated, null takes a key away"),
    out: Flag.String("out").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "write NAME.prediction.json there before the experiment is measured, and NAME.compare.json after",
      ),
      Flag.optional,
    ),
    json: json("print one JSON document on stdout; the tables go to stderr"),
  },
  (input) =>
    exitWith(
      Effect.flatMap(
        Effect.promise(() => import("../../verbs/compare.ts")),
        ({ compare }) => compare(given(input)),
      ),
    ),
).pipe(
  Command.withDescription("Lay the model's prediction of an experiment beside a real job under the same faults"),
  Command.withExamples([
    {
      command: `${ordealCommand} compare experiments/live/01-kill-a-rank.yaml --live experiments/live/two-nodes.lab.yaml`,
      description: "calibrates, predicts and measures, in a lab on this machine",
    },
    {
      command: `${ordealCommand} compare ours.yaml --measured events --calibration events-without-faults`,
      description: "of what was recorded elsewhere",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "the effective throughput is within as many points of what was predicted",
    1: "it is not, or the job broke a promise, such as to go on from the newest good checkpoint",
    2: "bad input or usage, or no lab; nothing was run",
    4: "unknown: something was not measured, or the agent was lost",
    5: "an injected fault could not be shown to be healed",
    130: "interrupted; everything was healed first",
  }),
);
