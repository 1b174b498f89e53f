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

const agent = Flag.String("agent").pipe(
  Flag.withMetavar("URL"),
  Flag.withDescription("the agent to drive, such as ws://127.0.0.1:7433; a simulation in this process unless given"),
);

const tokenFile = Flag.String("token-file").pipe(
  Flag.withMetavar("FILE"),
  Flag.withDescription("a file that holds the agent's token"),
  Flag.optional,
);

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
    agent: agent.pipe(Flag.optional),
    tokenFile,
    rate: Flag.Finite("rate").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("pace the run, N times as fast as real time; as fast as it can unless given"),
      Flag.optional,
    ),
    json: json("print one JSON document on stdout; summary and progress go to stderr"),
  },
  (input) =>
    ending(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../verbs/run.ts"));
        const { seed, out, agent, tokenFile, rate } = input;
        return yield* verb.run({
          ...input,
          seed: Option.getOrUndefined(seed),
          out: Option.getOrUndefined(out),
          agent: Option.getOrUndefined(agent),
          tokenFile: Option.getOrUndefined(tokenFile),
          rate: Option.getOrUndefined(rate),
        });
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
    {
      command: `pnpm ordeal run ${example} --agent ws://127.0.0.1:7433`,
      description: "on an agent: the same verdict, and the same journal",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "every threshold held",
    1: "a threshold failed, or the steady state did not come back",
    2: "bad input or usage; nothing was run",
    3: "stopped by stopWhen",
    4: "unknown: a metric had no sample, the agent was lost, or a run broke off",
    5: "an injected fault could not be shown to be healed",
    130: "interrupted; everything was healed first",
  }),
);

const check = Command.make(
  "check",
  {
    files: files("FILE", "experiments (YAML, JSON or TypeScript), or journals that runs wrote (NAME.journal.ndjson)"),
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
  Command.annotate(ExitCodes, {
    0: "all files are good",
    2: "some are not, or bad usage",
    4: "a journal is not complete: its run has no verdict",
  }),
);

const serve = Command.make(
  "agent",
  {
    host: Flag.String("host").pipe(
      Flag.withDescription("the address to listen at; any but loopback needs --token-file"),
      Flag.withDefault("127.0.0.1"),
    ),
    port: Flag.Int("port").pipe(
      Flag.withDescription("the port to listen at; 0 for any that is free"),
      Flag.withDefault(7433),
    ),
    tokenFile: Flag.String("token-file").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("a file that holds the token which every client must bring"),
      Flag.optional,
    ),
    lease: Flag.String("lease").pipe(
      Flag.withMetavar("DURATION"),
      Flag.withDescription(
        "how long injected faults outlive an engine that says nothing more; 10 seconds unless given",
      ),
      Flag.optional,
    ),
    quiet: Flag.Boolean("quiet").pipe(Flag.withDescription("write no log to stderr"), Flag.withDefault(false)),
  },
  (input) =>
    ending(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../verbs/agent.ts"));
        return yield* verb.agent({
          ...input,
          tokenFile: Option.getOrUndefined(input.tokenFile),
          lease: Option.getOrUndefined(input.lease),
        });
      }),
    ),
).pipe(
  Command.withDescription("Start the mock cluster agent: runs and faults over a WebSocket, metrics over HTTP"),
  Command.withExamples([
    { command: "pnpm ordeal agent", description: "on this machine alone, port 7433" },
    {
      command: "pnpm ordeal agent --host 0.0.0.0 --token-file token",
      description: "for others as well, who must bring the token",
    },
    { command: "pnpm ordeal agent --port 0 --lease '2 seconds'", description: "any port, short leases, for a test" },
  ]),
  Command.annotate(ExitCodes, {
    2: "bad usage, or the address cannot be listened at",
    130: "interrupted; every fault was healed first",
  }),
);

const halt = Command.make(
  "halt",
  {
    agent,
    tokenFile,
    lift: Flag.Boolean("lift").pipe(Flag.withDescription("let the agent take faults again"), Flag.withDefault(false)),
    json: json("print one JSON document on stdout"),
  },
  (input) =>
    ending(
      Effect.flatMap(
        Effect.promise(() => import("../verbs/halt.ts")),
        ({ halt }) => halt({ ...input, tokenFile: Option.getOrUndefined(input.tokenFile) }),
      ),
    ),
).pipe(
  Command.withDescription("Emergency stop: heal every injected fault of an agent, and let it take no new one"),
  Command.withExamples([
    { command: "pnpm ordeal halt --agent ws://127.0.0.1:7433", description: "heal everything, now" },
    { command: "pnpm ordeal halt --lift --agent ws://127.0.0.1:7433", description: "take faults again" },
  ]),
  Command.annotate(ExitCodes, {
    0: "everything is healed",
    2: "bad usage",
    4: "the agent could not be asked",
    5: "a fault is left",
  }),
);

const orphans = Command.make(
  "orphans",
  { agent, tokenFile, json: json("print one JSON document on stdout") },
  (input) =>
    ending(
      Effect.flatMap(
        Effect.promise(() => import("../verbs/orphans.ts")),
        ({ orphans }) => orphans({ ...input, tokenFile: Option.getOrUndefined(input.tokenFile) }),
      ),
    ),
).pipe(
  Command.withDescription("List the injected faults of an agent that no engine holds any more"),
  Command.withExamples([
    { command: "pnpm ordeal orphans --agent ws://127.0.0.1:7433", description: "after an engine was killed" },
  ]),
  Command.annotate(ExitCodes, {
    0: "there is none",
    1: "there are some; they are healed when their lease ends",
    2: "bad usage",
    4: "the agent could not be asked",
  }),
);

/** The whole command line. What a verb does is loaded when it is asked for. */
export const ordeal = Command.make("ordeal").pipe(
  Command.withDescription("Put a training run through faults, and learn whether it keeps its target"),
  Command.withSubcommands([run, check, serve, halt, orphans]),
  Command.withExamples([
    { command: "pnpm start", description: "the reference experiment" },
    { command: `pnpm ordeal run ${example}`, description: "the same, spelled out" },
    { command: "pnpm ordeal run --help", description: "what a verb can do" },
  ]),
);
