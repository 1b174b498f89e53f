import { isInstalled } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import * as Option from "effect/Option";
import { Ended, exitCodes } from "../../verbs/exit.ts";

/** The experiment that examples of the help use. */
export const example = isInstalled ? "experiment.yaml" : "experiments/08-shenzhen-thirty-days.yaml";
/** All experiments, and the folder of the fixtures, as a person would name them. */
export const experiments = isInstalled ? "*.yaml" : "experiments/*.yaml";
export const fixtures = isInstalled ? "node_modules/@ordeal/fixtures" : "fixtures";

/** Of an optional flag what was given, and nothing where it was not. */
type Given<Input> = {
  readonly [Name in keyof Input]: Input[Name] extends Option.Option<infer Value> ? Value | undefined : Input[Name];
};

/** What was given of all flags, as verbs take it. */
export const given = <Input extends object>(input: Input): Given<Input> =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, Option.isOption(value) ? Option.getOrUndefined(value) : value]),
  ) as Given<Input>;

/** Ends with what the verb returns. */
export const exitWith = <E, R>(verb: Effect.Effect<number, E, R>) =>
  Effect.flatMap(verb, (exitCode) =>
    exitCode === exitCodes.held ? Effect.void : Effect.fail(new Ended({ exitCode })),
  );

export const json = (description: string) =>
  Flag.Boolean("json").pipe(Flag.withDescription(description), Flag.withDefault(false));

export const files = (name: string, description: string) =>
  Argument.String(name).pipe(Argument.withDescription(description), Argument.variadic({ min: 1 }));

export const ownSeed = Flag.Int("seed").pipe(
  Flag.withMetavar("N"),
  Flag.withDescription("run with this seed instead of the experiment's own; same seed, same journal"),
  Flag.optional,
);

export const set = (description: string) =>
  Flag.String("set").pipe(Flag.withMetavar("PATH=VALUE"), Flag.withDescription(description), Flag.atLeast(0));

/** Where journal and result go; `whose` says which file gives them their name. */
export const outFolder = (whose: string) =>
  Flag.String("out").pipe(
    Flag.withMetavar("DIR"),
    Flag.withDescription(`write NAME.journal.ndjson and NAME.result.json there, NAME being the ${whose}'s`),
    Flag.optional,
  );

/** A page that is written beside what is printed. */
export const page = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar("FILE"), Flag.withDescription(description), Flag.optional);

export const allowEvents = Flag.Int("allow-events").pipe(
  Flag.withMetavar("N"),
  Flag.withDescription("let a run come to more events than the 50,000,000 that it may have unless this is given"),
  Flag.optional,
);

export const baseline = Flag.String("baseline").pipe(
  Flag.withMetavar("RESULT"),
  Flag.withDescription(
    "the earlier result that thresholds such as 'effectiveThroughput >= baseline - 0.5 points' are set against; without it their verdict is unknown",
  ),
  Flag.optional,
);

export const force = Flag.Boolean("force").pipe(
  Flag.withDescription("write over files in --out that another command wrote, and through links"),
  Flag.withDefault(false),
);

export const rate = Flag.Finite("rate").pipe(
  Flag.withMetavar("N"),
  Flag.withDescription("pace the run, N times as fast as real time; as fast as it can unless given"),
  Flag.optional,
);

export const agent = Flag.String("agent").pipe(
  Flag.withMetavar("URL"),
  Flag.withDescription("the agent to drive, such as ws://127.0.0.1:7433; a simulation in this process unless given"),
);

export const ca = Flag.String("ca").pipe(
  Flag.withMetavar("FILE"),
  Flag.withDescription("certificates, in PEM, to trust beside those that everybody trusts, for an agent at wss://"),
  Flag.optional,
);

export const tokenFile = Flag.String("token-file").pipe(
  Flag.withMetavar("FILE"),
  Flag.withDescription("a file that holds the agent's token"),
  Flag.optional,
);
