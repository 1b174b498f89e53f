import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import * as Option from "effect/Option";
import { Ended, exitCodes } from "../verbs/exit.ts";
import { ExitCodes } from "./exit-codes.ts";

const example = "experiments/08-shenzhen-thirty-days.yaml";

/** Ends with what the verb returns. */
const ending = <E, R>(verb: Effect.Effect<number, E, R>) =>
  Effect.flatMap(verb, (exitCode) =>
    exitCode === exitCodes.held ? Effect.void : Effect.fail(new Ended({ exitCode })),
  );

const json = (description: string) =>
  Flag.Boolean("json").pipe(Flag.withDescription(description), Flag.withDefault(false));

const files = (name: string, description: string) =>
  Argument.String(name).pipe(Argument.withDescription(description), Argument.variadic({ min: 1 }));

const run = Command.make(
  "run",
  {
    experiments: files("EXPERIMENT", "files that hold an experiment: YAML, JSON or TypeScript"),
    seed: Flag.Int("seed").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("run with this seed instead of the experiment's own; same seed, same journal"),
      Flag.optional,
    ),
    set: Flag.String("set").pipe(
      Flag.withMetavar("PATH=VALUE"),
      Flag.withDescription("put a value in the place of what the file says; may be repeated, null takes a key away"),
      Flag.atLeast(0),
    ),
    dryRun: Flag.Boolean("dry-run").pipe(
      Flag.withDescription("print what would be run and injected, and run nothing"),
      Flag.withDefault(false),
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("write NAME.journal.ndjson and NAME.result.json there, NAME being the experiment file's"),
      Flag.optional,
    ),
    json: json("print one JSON document on stdout; summary and progress go to stderr"),
  },
  (input) =>
    ending(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../verbs/run.ts"));
        const { seed, out } = input;
        return yield* verb.run({ ...input, seed: Option.getOrUndefined(seed), out: Option.getOrUndefined(out) });
      }),
    ),
).pipe(
  Command.withDescription("Run experiments and say whether their thresholds held"),
  Command.withExamples([
    { command: `pnpm ordeal run ${example}`, description: "thirty days of the reference cluster, judged" },
    { command: `pnpm ordeal run ${example} --dry-run`, description: "what would be run and injected" },
    {
      command: `pnpm ordeal run ${example} --seed 7 --set recovery.restart="10 minutes"`,
      description: "another seed, a slower restart",
    },
    {
      command: `pnpm ordeal run experiments/*.yaml --json --out runs`,
      description: "for a machine, with every journal kept",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "every threshold held",
    1: "a threshold failed",
    2: "bad input or usage; nothing was run",
    4: "unknown: a metric had no sample, or a run broke off",
    130: "interrupted",
  }),
);

const check = Command.make(
  "check",
  {
    files: files("FILE", "experiment files: YAML, JSON or TypeScript"),
    json: json("print one JSON document on stdout: every file with its problems"),
  },
  (input) =>
    ending(
      Effect.flatMap(
        Effect.promise(() => import("../verbs/check.ts")),
        ({ check }) => check(input),
      ),
    ),
).pipe(
  Command.withDescription("Read input and say everything that is wrong with it, by file, line and path"),
  Command.withExamples([
    { command: `pnpm ordeal check ${example}`, description: "one experiment" },
    { command: "pnpm ordeal check experiments/*.yaml", description: "all of them; nothing is run" },
  ]),
  Command.annotate(ExitCodes, { 0: "all files are good", 2: "some are not, or bad usage" }),
);

/** The whole command line. What a verb does is loaded when it is asked for. */
export const ordeal = Command.make("ordeal").pipe(
  Command.withDescription("Put a training run through faults, and learn whether it keeps its target"),
  Command.withSubcommands([run, check]),
  Command.withExamples([
    { command: "pnpm start", description: "the reference experiment" },
    { command: `pnpm ordeal run ${example}`, description: "the same, spelled out" },
    { command: "pnpm ordeal run --help", description: "what a verb can do" },
  ]),
);
