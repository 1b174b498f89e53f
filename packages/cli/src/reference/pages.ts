import { DEFAULT_BUDGET } from "@ordeal/explorer";
import {
  BudgetMapping,
  Change,
  Experiment,
  eventMeanings,
  eventTypeNames,
  eventTypes,
  experimentDefaults,
  type JsonSchema,
  jsonSchemaOf,
  metricNames,
  metrics,
  signalNames,
  signals,
  statisticsOf,
  TimelineHeader,
} from "@ordeal/model";
import type * as Schema from "effect/Schema";
import { experimentSchema, timelineSchema } from "./editor-schema.ts";
import { faultsText } from "./faults.ts";
import { fieldTables } from "./fields.ts";
import { resultText } from "./result.ts";
import { table } from "./table.ts";

const NOTICE = "<!-- Generated from the Schemas by `pnpm reference`. Do not edit. -->\n";

/** The pages of the reference, and the JSON Schemas, by their path in `docs/`. */
export const referenceFiles = (): ReadonlyMap<string, string> => {
  const whole = jsonSchemaOf(Experiment as unknown as Schema.Top);
  const budget = jsonSchemaOf(BudgetMapping as unknown as Schema.Top);
  const all = Object.fromEntries(
    Object.entries((whole.properties ?? {}) as Readonly<Record<string, JsonSchema>>).map(([name, one]) => [
      name,
      { ...one, ...(name in experimentDefaults ? { default: experimentDefaults[name] } : {}) },
    ]),
  );
  const change = Object.entries(jsonSchemaOf(Change as unknown as Schema.Top).properties as Record<string, JsonSchema>);
  const changes = {
    properties: Object.fromEntries(change.map(([name, one]) => [name, name === "at" ? one : shallow(one)])),
    required: ["at"],
  };
  const part = (...names: ReadonlyArray<string>): JsonSchema => ({
    properties: Object.fromEntries(names.map((name) => [name, all[name] as JsonSchema])),
    required: requiredOf(whole).filter((name) => names.includes(name)),
  });
  const inside = (name: string): JsonSchema => all[name] as JsonSchema;
  const sections = [
    "cluster",
    "job",
    "checkpoint",
    "recovery",
    "hazards",
    "faults",
    "changes",
    "budget",
    "steadyState",
    "safety",
  ];
  const flat = {
    required: requiredOf(whole),
    properties: Object.fromEntries(
      Object.entries(all).map(([name, one]) => [name, sections.includes(name) ? shallow(one) : one]),
    ),
  };
  const page = (title: string, intro: string, body: string): string =>
    `${NOTICE}\n# ${title}\n\n${intro}\n\n${body}`.trimEnd() + "\n";
  return new Map([
    [
      "reference/index.md",
      page(
        "Reference",
        "Every field of what people write, and of what Ordeal says. Quantities are text with a unit.",
        indexText,
      ),
    ],
    [
      "reference/experiment.md",
      page(
        "Experiment",
        experimentIntro,
        `${fieldTables("Fields", flat)}\n${fieldTables("Fields of one of the `changes`", changes)}`,
      ),
    ],
    [
      "reference/cluster.md",
      page("Cluster", "The hardware, under `cluster`.", fieldTables("Fields", inside("cluster"))),
    ],
    ["reference/job.md", page("Job", "The training job, under `job`.", fieldTables("Fields", inside("job")))],
    [
      "reference/checkpoint.md",
      page(
        "Checkpoint",
        "When the job saves and where, under `checkpoint`. What counts as a checkpoint: [the model](../model.md#checkpoints).",
        fieldTables("Fields", inside("checkpoint")),
      ),
    ],
    [
      "reference/recovery.md",
      page(
        "Recovery",
        "How failures are noticed and what is done about them, under `recovery`. The built-in policies are `restart` (restart the job), `mindcluster` (retry, restart the process, use a spare, restart the job), `flash` (copies in peers' memory) and `elastic` (go on with fewer replicas).",
        fieldTables("Fields", inside("recovery")),
      ),
    ],
    [
      "reference/hazards.md",
      page(
        "Hazards",
        "Faults that come by themselves: a list, under `hazards`.",
        fieldTables("Fields of one hazard", (inside("hazards").items ?? {}) as JsonSchema),
      ),
    ],
    ["reference/faults.md", page("Faults", faultsIntro, faultsText(inside("faults").items as JsonSchema))],
    [
      "reference/thresholds.md",
      page(
        "Thresholds, conditions, safety and budgets",
        thresholdsIntro,
        `${thresholdsText}\n${fieldTables("Fields", part("thresholds", "steadyState", "stopWhen", "safety", "probe"))}
${budgetText}${fieldTables("Fields of a budget", budget)}`,
      ),
    ],
    [
      "reference/timeline.md",
      page(
        "Timeline",
        "An incident timeline: a header, and `faults` as in an experiment, each with what people saw. YAML, or NDJSON whose first line is the header.",
        headerText() + timelineFaultText(),
      ),
    ],
    [
      "reference/events.md",
      page(
        "Events",
        "What a run's journal says, and what a trigger may wait for: `on: { event: checkpoint.persist.started, time: 3 }`. Times are microseconds since the run's start.",
        eventsText,
      ),
    ],
    [
      "reference/result.md",
      page(
        "Result document",
        "What `run --json` prints for each experiment, under `results`. Times in `metrics` are seconds; other times are microseconds.",
        resultText,
      ),
    ],
    ["schema/experiment.schema.json", `${JSON.stringify(experimentSchema(), null, 2)}\n`],
    ["schema/timeline.schema.json", `${JSON.stringify(timelineSchema(), null, 2)}\n`],
  ]);
};

/** What `check` asks for: what has no default. */
const requiredOf = (whole: JsonSchema): ReadonlyArray<string> =>
  ((whole.required ?? []) as ReadonlyArray<string>).filter((name) => !(name in experimentDefaults));

const budgetText = `## Budgets

Which timelines a hunt may try: a sentence, or a mapping. A sentence counts faults by family (\`card\`, \`node\`, \`link\`,
\`cooling\`, \`storage\`, …: the part of a kind before its dot), by kind (\`card.hang\`) or in all: \`budget: at most 3 card
faults, 2 link faults and 1 cooling fault, any two at least 1 minute apart, within 24 hours\`. Without one a hunt takes
\`${DEFAULT_BUDGET}\`.

`;

/** A section that has a page of its own. */
const shallow = ({ description, default: written, items }: JsonSchema): JsonSchema => ({
  description,
  ...(items === undefined ? { type: "object" } : { type: "array", items: { type: "object" } }),
  ...(written === undefined ? {} : { default: written }),
});

const indexText = `${table(
  ["page", "what"],
  [
    ["[Experiment](./experiment.md)", "the whole file"],
    ["[Cluster](./cluster.md)", "nodes, cards, fabrics, storage, cooling"],
    ["[Job](./job.md)", "the training job"],
    ["[Checkpoint](./checkpoint.md)", "intervals and tiers"],
    ["[Recovery](./recovery.md)", "detection, policies, ladders, quarantine"],
    ["[Hazards](./hazards.md)", "rates, and laws of arrival, life, victims, bursts, relapses, repair"],
    ["[Faults](./faults.md)", "every kind, its targets and parameters; how a fault starts"],
    ["[Thresholds](./thresholds.md)", "metrics, signals, steady state, safety, budgets"],
    ["[Timeline](./timeline.md)", "incident timelines"],
    ["[Events](./events.md)", "the journal, and what triggers wait for"],
    ["[Result](./result.md)", "what `run --json` prints"],
    ["[Protocol](../../packages/agent/protocol/PROTOCOL.md)", "the agent's WebSocket"],
    ["[Import](../../packages/import/IMPORT.md)", "formats and mappings"],
  ],
)}

## How quantities are written

${table(
  ["quantity", "written as", "examples"],
  [
    [
      "duration",
      "numbers with units, the largest first",
      "`10 seconds`, `30s`, `1h30m`, `2 min 30 s`, `1 day 2 hours`, `150 ms`, `PT30S`",
    ],
    ["share", "a percentage, or a number from 0 to 1", "`93.12 %`, `0.9312`"],
    [
      "rate",
      "faults per component and time, or of the whole fleet",
      "`0.3e-3 per card-day`, `0.057 % per link-month`, `6.50 per 1,000 node-days`, `419 per 54 days`",
    ],
    ["size, bandwidth", "bytes with a unit", "`5.7 TB`, `2 TB/s`"],
    ["instant", "a time since the start, or a date with its zone", "`50 minutes`, `2026-03-26T09:00:00+08:00`"],
    [
      "address",
      "a component; everything counts from 0",
      "`sn07`, `sn07/n12`, `sn07/n12/c3`, `sn07/n12/up05`, `sn07/plane3`, `tor07a`, `cdu2`, `storage`",
    ],
    [
      "selector",
      "an address, a glob or a draw",
      "`sn07/n*`, `random card`, `3 random nodes of sn07`, `a node of the job`, `the slowest card`",
    ],
  ],
)}

Editors check files as they are typed with [one JSON Schema](../schema/experiment.schema.json): \`# yaml-language-server:
$schema=PATH\` as the first line of a file. \`ordeal init\` writes both.
`;

const experimentIntro =
  "YAML, JSON, or TypeScript (`export default experiment({ … })`) say the same. Any mapping may say `use: NAME`: a fixture, or a file beside (`./ours.yaml`); its own keys win. Top-level keys that begin with `x-` are passed over: a home for YAML anchors. [Your own cluster](../own-cluster.md) leads through writing one.";

const faultsIntro =
  "A fault has a kind, a target, a start (exactly one of `at`, `on`, `every`; injected over a socket it may have none and strikes at once), perhaps a duration, and the parameters of its kind.";

const headerText = (): string => {
  const header = jsonSchemaOf(TimelineHeader as unknown as Schema.Top);
  const all = header.properties as Readonly<Record<string, JsonSchema>>;
  const flat = { ...all, hazards: shallow(all.hazards as JsonSchema), settings: shallow(all.settings as JsonSchema) };
  return fieldTables("Fields of the header", { ...header, properties: flat });
};

const timelineFaultText = (): string => {
  const own = (timelineSchema().properties as Readonly<Record<string, JsonSchema>>).faults?.items as JsonSchema;
  const [first = {}] = (own.anyOf ?? []) as ReadonlyArray<JsonSchema>;
  const properties = (first.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const names = ["duration", "component", "part", "observed"];
  const kept = Object.fromEntries(names.map((name) => [name, properties[name] as JsonSchema]));
  return `\n${fieldTables("Fields of a fault, beside those of [every fault](./faults.md)", { properties: kept })}`;
};

const thresholdsIntro =
  "A threshold is one line: a metric, perhaps a statistic, a comparison and a limit: `effectiveThroughput >= 95 %`, `recoveryTime p90 <= 3 minutes`, `effectiveThroughput >= 95 % of twin` (the same run and seed without any fault). A metric without a sample is unknown, never a pass.";

const unitText = { ratio: "a share", duration: "a duration", count: "a number", flops: "FLOP/s", kWh: "kWh" } as const;

const thresholdsText = `## Metrics

${table(
  ["metric", "unit", "statistics", "what it means"],
  metricNames.map((name) => [
    `\`${name}\``,
    unitText[metrics[name].unit],
    (statisticsOf(name) ?? []).map((one) => `\`${one}\``).join(", "),
    metrics[name].meaning,
  ]),
)}

## Signals

What \`steadyState.holds\` and \`stopWhen\` compare while the run goes on: \`throughput >= 90 %\`, \`downtime > 10 minutes\`,
\`sparesUsable < 1 for 1 hour\`.

${table(
  ["signal", "unit", "what it means"],
  signalNames.map((name) => [`\`${name}\``, unitText[signals[name].unit], signals[name].meaning]),
)}
`;

const eventsText = table(
  ["event", "carries", "what it means"],
  eventTypeNames.map((type) => [
    `\`${type}\``,
    Object.keys(eventTypes[type])
      .map((name) => `\`${name}\``)
      .join(", "),
    eventMeanings[type],
  ]),
);
