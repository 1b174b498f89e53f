import { ordealCommand } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { example, exitWith, fixtures, given, json } from "./shared.ts";

const file = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar("FILE"), Flag.withDescription(description));

export const importCommand = Command.make(
  "import",
  {
    format: Argument.String("FORMAT").pipe(
      Argument.withDescription(
        "what the file is: infinitehbd, csv, xid, ascend, alertmanager or slurm; or an experiment of chaostoolkit, chaosmesh or litmus",
      ),
    ),
    file: Argument.String("FILE").pipe(
      Argument.withDescription("a trace or log, or another tool's experiment; - reads from stdin"),
    ),
    out: file(
      "out",
      "where the timeline goes: YAML when the name ends in .yaml, else NDJSON; stdout unless given. An experiment is YAML",
    ).pipe(Flag.optional),
    mapping: file(
      "mapping",
      "a YAML file that says which column is what, and which lines are which kind of fault",
    ).pipe(Flag.optional),
    codes: file("codes", "ascend: a table of MindCluster, such as faultCode.json; may be repeated").pipe(
      Flag.atLeast(0),
    ),
    zone: Flag.String("zone").pipe(
      Flag.withMetavar("ZONE"),
      Flag.withDescription("the time zone of dates that name none, such as Asia/Shanghai, UTC or +08:00"),
      Flag.optional,
    ),
    year: Flag.Int("year").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("xid: the year in which a log begins whose dates name none"),
      Flag.optional,
    ),
    from: Flag.String("from").pipe(
      Flag.withMetavar("DATE"),
      Flag.withDescription("pass over faults that began before, such as 2024-05-06 or 2024-05-06T07:08:09Z"),
      Flag.optional,
    ),
    to: Flag.String("to").pipe(
      Flag.withMetavar("DATE"),
      Flag.withDescription("pass over faults that began then or later"),
      Flag.optional,
    ),
    on: Flag.String("on").pipe(
      Flag.withMetavar("EXPERIMENT"),
      Flag.withDescription("of an experiment: the one that says what cluster and job it breaks, and all the rest"),
      Flag.optional,
    ),
    at: Flag.String("at").pipe(
      Flag.withMetavar("TIME"),
      Flag.withDescription("of an experiment: when it begins; after a tenth of the run unless given"),
      Flag.optional,
    ),
    title: Flag.String("title").pipe(
      Flag.withMetavar("TEXT"),
      Flag.withDescription("the title; what the file says, or its name, unless given"),
      Flag.optional,
    ),
    strict: Flag.Boolean("strict").pipe(
      Flag.withDescription(
        "stop at the first line that cannot be used, instead of counting it; of an experiment, at what is no fault",
      ),
      Flag.withDefault(false),
    ),
    force: Flag.Boolean("force").pipe(
      Flag.withDescription("write to --out though it holds the result or the journal of a run"),
      Flag.withDefault(false),
    ),
    json: json("print one JSON document on stdout; the timeline goes to --out only"),
  },
  (input) =>
    exitWith(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../../verbs/import.ts"));
        return yield* verb.importFile(given(input));
      }),
    ),
).pipe(
  Command.withDescription("Make a timeline of another program's trace or log, or an experiment of another tool's"),
  Command.withExamples([
    {
      command: `${ordealCommand} import xid ${fixtures}/imports/syslog.log --zone Asia/Shanghai --year 2023`,
      description: "NVIDIA Xid errors of a kernel log, as YAML on stdout",
    },
    {
      command: `${ordealCommand} import csv ${fixtures}/imports/tickets.csv --mapping ${fixtures}/imports/tickets.mapping.yaml`,
      description: "any table, by a file that says which column is what",
    },
    {
      command: `${ordealCommand} import slurm ${fixtures}/imports/slurm-events.txt --zone UTC --out events.ndjson --strict`,
      description: "Slurm's node events into a file, or nothing if one line is bad",
    },
    {
      command: `${ordealCommand} import slurm ${fixtures}/imports/slurm-events.txt --zone UTC --from 2024-05-06 --to 2024-05-07`,
      description: "what began on one day",
    },
    {
      command: `${ordealCommand} import alertmanager ${fixtures}/imports/alerts.json --json`,
      description: "what an import would give, for a machine",
    },
    {
      command: `${ordealCommand} import chaosmesh ${fixtures}/imports/chaos-mesh.yaml --on ${example} --out drill.yaml`,
      description: "a Chaos Mesh experiment, on the cluster and job of one of Ordeal's",
    },
  ]),
  Command.annotate(ExitCodes, {
    0: "it is written; what was skipped, or became nothing, is told",
    2: "bad input or usage, a file that is none of the format, an experiment of which nothing maps, or one that cannot be read or written; nothing was written",
    130: "interrupted; nothing was written",
  }),
);
