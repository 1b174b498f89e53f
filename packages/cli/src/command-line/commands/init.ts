import { ordealCommand } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import * as Option from "effect/Option";
import { cardNames } from "../../init/cards.ts";
import { presets } from "../../presets/presets.ts";
import { ExitCodes } from "../exit-codes.ts";
import { exitWith } from "./shared.ts";

const answer = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional);

export const init = Command.make(
  "init",
  {
    file: Argument.String("FILE").pipe(
      Argument.withDescription("the file to write, experiment.yaml unless given"),
      Argument.withDefault("experiment.yaml"),
    ),
    preset: answer(
      "preset",
      "NAME",
      `the machine, with all that is known of it: ${presets.join(", ")}; a part that no other has will do (h100)`,
    ),
    nodes: answer("nodes", "N", "how many nodes the job takes"),
    spares: answer("spares", "N", "how many spare nodes there are beside them"),
    cardsPerNode: answer("cards-per-node", "N", "how many cards a node has"),
    card: answer("card", "NAME", `the card: ${cardNames.join(", ")}`),
    nodesPerSupernode: answer(
      "nodes-per-supernode",
      "N",
      "how many nodes one scale-up domain joins; 1 where it ends at the node",
    ),
    step: answer("step", "DURATION", "how long a healthy step takes"),
    checkpoint: answer("checkpoint", "INTERVAL", "how often the job saves: a duration, daly or young"),
    target: answer("target", "SHARE", 'the effective throughput to keep, such as "95 %"'),
    days: answer("days", "N", "how many days the run lasts"),
    force: Flag.Boolean("force").pipe(Flag.withDescription("write over a file that is there"), Flag.withDefault(false)),
  },
  ({ file, force, ...answers }) =>
    exitWith(
      Effect.flatMap(
        Effect.promise(() => import("../../verbs/init.ts")),
        ({ init }) => {
          const given = Object.fromEntries(
            Object.entries(answers).flatMap(([name, one]) => (Option.isSome(one) ? [[name, one.value]] : [])),
          );
          return init({ file, force, given });
        },
      ),
    ),
).pipe(
  Command.withDescription("Write an experiment to start from; asks on a terminal for what no flag says"),
  Command.withExamples([
    { command: `${ordealCommand} init`, description: "asks, and writes experiment.yaml" },
    {
      command: `${ordealCommand} init ours.yaml --preset h100 --nodes 64 --spares 2`,
      description: "on nodes of eight H100, every figure with its source",
    },
    {
      command: `${ordealCommand} init ours.yaml --nodes 64 --card h100 --checkpoint "10 minutes" --target "95 %"`,
      description: "asks nothing that is said; off a terminal nothing at all",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "it is written",
    2: "bad usage, a file that is there already, or one that cannot be written; nothing was written",
    130: "interrupted; nothing was written",
  }),
);
