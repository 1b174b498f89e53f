import { ordealCommand } from "@ordeal/model/command-name";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { exitWith, files, fixtures, given, json } from "./shared.ts";

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional);

const count = (name: string, description: string) =>
  Flag.Int(name).pipe(Flag.withMetavar("N"), Flag.withDescription(description), Flag.optional);

export const fit = Command.make(
  "fit",
  {
    files: files("TIMELINE", "one or more timelines of one cluster, as import writes them; with --run a job's records"),
    run: Flag.Boolean("run").pipe(
      Flag.withDescription(
        "fit a job's times to its records: journals, files or folders of the live hook, tables with --mapping",
      ),
      Flag.withDefault(false),
    ),
    mapping: text("mapping", "FILE", "with --run: a YAML file that says which column of a table is how long what took"),
    nodes: count("nodes", "how many nodes there were; as the timeline's header says unless given"),
    cardsPerNode: count("cards-per-node", "how many cards each had, likewise"),
    counts: Flag.String("count").pipe(
      Flag.withMetavar("KIND=N"),
      Flag.withDescription("how many there were of another kind of component, such as tor=6; may be repeated"),
      Flag.atLeast(0),
    ),
    fleet: Flag.Boolean("fleet").pipe(
      Flag.withDescription("where nobody counted the components, say how often the whole fleet fails"),
      Flag.withDefault(false),
    ),
    from: text(
      "from",
      "TIME",
      "where the observed time begins: a time since the timeline's start, or a date; at its start unless given",
    ),
    to: text("to", "TIME", "where it ends, likewise; as the timeline's header says (recordedFor) unless given"),
    relapseWithin: text(
      "relapse-within",
      "TIME",
      "how soon a fault after a repair counts as a relapse; 1 day unless given",
    ),
    unended: text(
      "unended",
      "HOW",
      "what faults without an end are: open (not over when the record ended), or unknown; open unless given",
    ),
    id: text("id", "NAME", "what the hazard is called; fitted unless given"),
    out: text("out", "FILE", "where the hazards go, as YAML; stdout unless given"),
    force: Flag.Boolean("force").pipe(
      Flag.withDescription("write over --out, and through links"),
      Flag.withDefault(false),
    ),
    noCheck: Flag.Boolean("no-check").pipe(
      Flag.withDescription("do not simulate what was fitted"),
      Flag.withDefault(false),
    ),
    json: json("print one JSON document on stdout; the hazards go to --out only"),
  },
  ({ noCheck, run, ...input }) =>
    exitWith(
      Effect.gen(function* () {
        if (run) {
          const verb = yield* Effect.promise(() => import("../../verbs/fit-run.ts"));
          const { files: records, force, json: asJson } = input;
          const { mapping, out } = given(input);
          return yield* verb.fitRun({ files: records, mapping, out, force, json: asJson });
        }
        const verb = yield* Effect.promise(() => import("../../verbs/fit.ts"));
        return yield* verb.fit({ ...given(input), check: !noCheck });
      }),
    ),
).pipe(
  Command.withDescription("Fit failure and repair laws to timelines, with intervals, and check them by simulation"),
  Command.withExamples([
    {
      command: `${ordealCommand} fit ${fixtures}/records/year-of-64-nodes.yaml --out fitted.yaml`,
      description: "hazards that an experiment can use, and what is known of them",
    },
    {
      command: `${ordealCommand} fit ${fixtures}/records/year-of-64-nodes.yaml --from "90 days" --to "180 days"`,
      description: "a part of the time, on stdout",
    },
    {
      command: `${ordealCommand} fit --run ${fixtures}/records/job-times.csv --mapping ${fixtures}/records/job-times.mapping.yaml`,
      description: "a job's times, of a table",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "the laws are fitted; what they cannot give of the record is told",
    2: "bad input or usage; nothing was fitted",
    4: "too few faults to tell a law; no hazards were written",
    130: "interrupted; nothing was written",
  }),
);
