import { DEFAULT_BUDGET } from "@ordeal/explorer";
import { MappingSchema } from "@ordeal/import";
import {
  Budget,
  Experiment,
  type JsonSchema,
  notedSchemaOf,
  ResultDocumentSchema,
  TimelineFault,
  TimelineHeader,
} from "@ordeal/model";
import type * as Schema from "effect/Schema";
import { experimentSchema, timelineSchema } from "./editor-schema.ts";
import { eventsText } from "./events.ts";
import { kindsTable } from "./faults.ts";
import { fieldTables, ofAnyKind, Told } from "./fields.ts";
import { indexText } from "./index-page.ts";
import { formulaTable, metricsTable, signalsTable } from "./metrics.ts";
import { presetsText } from "./presets.ts";
import { sectionExamples } from "./section-examples.ts";

const NOTICE = "<!-- Generated from the Schemas by `pnpm reference`. Do not edit. -->\n";

const schemaOf = (schema: unknown): JsonSchema => notedSchemaOf(schema as Schema.Top);
const propertiesOf = (schema: JsonSchema) => (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;

/** The sections of an experiment that have pages of their own, in the order in which they are told. */
const sections = ["cluster", "job", "checkpoint", "recovery", "hazards", "faults"] as const;
type Section = (typeof sections)[number];

const titles: Readonly<Record<Section, readonly [title: string, intro: string]>> = {
  cluster: ["Cluster", "The hardware, under `cluster`."],
  job: ["Job", "The training job, under `job`."],
  checkpoint: [
    "Checkpoint",
    "When the job saves and where, under `checkpoint`. What counts as a checkpoint: [the model](../model.md#checkpoints).",
  ],
  recovery: [
    "Recovery",
    "How failures are noticed and what is done about them, under `recovery`. The built-in policies are `restart` (restart the job), `mindcluster` (retry, restart the process, use a spare, restart the job), `flash` (copies in peers' memory) and `elastic` (go on with fewer replicas).",
  ],
  hazards: ["Hazards", "Faults that come by themselves: a list, under `hazards`."],
  faults: [
    "Faults",
    "Faults that are scripted: a list, under `faults`. A fault has a kind, a target, a start (exactly one of `at`, `on`, `every`; injected over a socket it may have none and strikes at once), perhaps a duration, and the parameters of its kind.",
  ],
};

const page = (title: string, intro: string, ...parts: ReadonlyArray<string>): string =>
  `${[NOTICE, `# ${title}`, "", intro, "", ...parts].join("\n").trimEnd()}\n`;
const example = (yaml: string): string => `\`\`\`yaml\n${yaml}\n\`\`\`\n`;

/** The pages of the reference, and the JSON Schemas, by their path in `docs/`. */
export const referenceFiles = (): ReadonlyMap<string, string> => {
  const experiment = schemaOf(Experiment);
  const all = propertiesOf(experiment);
  const told = new Told();
  const mappings = Object.fromEntries(
    sections.map((name) => {
      const items = (all[name]?.items ?? all[name]) as JsonSchema;
      return [name, items.anyOf === undefined ? items : ofAnyKind(items.anyOf as ReadonlyArray<JsonSchema>)];
    }),
  ) as Readonly<Record<Section, JsonSchema>>;
  for (const name of sections) told.add(mappings[name], `./${name}.md`);

  const files = new Map<string, string>();
  files.set(
    "reference/index.md",
    page("Reference", "Every field of what people write, and of what Ordeal says.", indexText),
  );
  for (const name of sections) {
    const [title, intro] = titles[name];
    const fields = fieldTables(
      name === "hazards" ? "Fields of one hazard" : name === "faults" ? "Fields" : "Fields",
      mappings[name],
      told,
      { page: name },
    );
    const kinds = name === "faults" ? `## Kinds\n\n${kindsTable()}\n\n` : "";
    files.set(`reference/${name}.md`, page(title, intro, example(sectionExamples[name]), kinds + fields));
  }
  files.set("reference/thresholds.md", thresholdsPage(all, told));
  files.set(
    "reference/experiment.md",
    page("Experiment", experimentIntro, fieldTables("Fields", experiment, told, { page: "experiment" })),
  );
  files.set("reference/timeline.md", timelinePage(told));
  files.set("reference/events.md", page("Events", eventsIntro, eventsText()));
  files.set(
    "reference/result.md",
    page(
      "Result document",
      "What `run --json` prints for each experiment, under `results`. Times in `metrics` are seconds; other times are microseconds.",
      fieldTables("Fields", schemaOf(ResultDocumentSchema), told, { page: "result", isWritten: false }),
    ),
  );
  files.set(
    "reference/import-mapping.md",
    page(
      "Import mapping",
      mappingIntro,
      fieldTables("Fields", schemaOf(MappingSchema), told, { page: "import-mapping" }),
    ),
  );
  files.set("reference/presets.md", page("Presets", presetsText()));
  files.set("metrics.md", page("Metrics", metricsIntro, `${formulaTable()}\n\n${metricsNotes}`));
  files.set("schema/experiment.schema.json", `${JSON.stringify(experimentSchema(), null, 2)}\n`);
  files.set("schema/timeline.schema.json", `${JSON.stringify(timelineSchema(), null, 2)}\n`);
  return files;
};

const thresholdsPage = (all: Readonly<Record<string, JsonSchema>>, told: Told): string => {
  const names = ["thresholds", "steadyState", "stopWhen", "safety", "probe"];
  const fields = { properties: Object.fromEntries(names.map((name) => [name, all[name] as JsonSchema])) };
  const [mapping] = ((schemaOf(Budget).anyOf ?? []) as ReadonlyArray<JsonSchema>).filter((one) => "properties" in one);
  const budget = fieldTables("Fields of a budget", mapping as JsonSchema, told, { page: "thresholds", depth: 3 });
  told.add(mapping as JsonSchema, "./thresholds.md#thresholds-budget");
  return page(
    "Thresholds, conditions, safety and budgets",
    thresholdsIntro,
    example(sectionExamples.thresholds),
    `## Metrics\n\n${metricsTable()}\n`,
    `## Signals\n\n${signalsIntro}\n\n${signalsTable()}\n`,
    fieldTables("Fields", fields, told, { page: "thresholds" }),
    `## Budgets\n\n${budgetIntro}\n\n<a id="thresholds-budget"></a>\n`,
    budget,
  );
};

const timelinePage = (told: Told): string => {
  const fault = ofAnyKind((schemaOf(TimelineFault).anyOf ?? []) as ReadonlyArray<JsonSchema>);
  const names = ["duration", "component", "part", "observed"];
  const own = { properties: Object.fromEntries(names.map((name) => [name, propertiesOf(fault)[name] as JsonSchema])) };
  const header = fieldTables("Fields of the header", schemaOf(TimelineHeader), told, { page: "timeline" });
  const faults = fieldTables("Fields of a fault, beside those of [every fault](./faults.md#fields)", own, told, {
    page: "timeline-fault",
  });
  return page("Timeline", timelineIntro, header, faults.replaceAll("./timeline-fault.md#", "./timeline.md#"));
};

const experimentIntro =
  "YAML, JSON, or TypeScript (`export default experiment({ … })`) say the same. Any mapping may say `use: NAME`: a fixture, or a file beside (`./ours.yaml`); its own keys win. An item of a list that says nothing but `use` takes all items of a file that holds a list. Top-level keys that begin with `x-` are passed over: a home for YAML anchors. [Your own cluster](../own-cluster.md) leads through writing one.";

const thresholdsIntro =
  "A threshold is one line: a metric, perhaps a statistic, a comparison (`>=`, `<=`, `>`, `<`) and a limit: `effectiveThroughput >= 95 %`, `recoveryTime p90 <= 3 minutes`, `effectiveThroughput >= 95 % of twin` (the same run and seed without any fault). `effectiveThroughput >= baseline - 0.5 points`, `recoveryTime p99 <= baseline + 30 seconds` and `lostWork p99 <= 110 % of baseline` are set against an earlier result, which `--baseline` names: points are percentage points, and without a baseline the verdict is unknown. A metric without a sample is unknown, never a pass.";

const signalsIntro =
  "What `steadyState.holds` and `stopWhen` compare while the run goes on: `throughput >= 90 %`, `downtime > 10 minutes`, `sparesUsable < 1 for 1 hour`.";

const budgetIntro = `Which timelines a hunt may try: a sentence, or a mapping. A sentence counts faults by family (\`card\`, \`node\`, \`link\`,
\`cooling\`, \`storage\`, …: the part of a kind before its dot), by kind (\`card.hang\`) or in all: \`budget: at most 3 card
faults, 2 link faults and 1 cooling fault, any two at least 1 minute apart, within 24 hours\`. Without one a hunt takes
\`${DEFAULT_BUDGET}\`.`;

const timelineIntro =
  "An incident timeline: a header, and `faults` as in an experiment, each with what people saw. YAML, or NDJSON whose first line is the header.";

const eventsIntro =
  "What a run's journal says, a line each: `seq` counts them, `atUs` is the time in microseconds since the run's start, `type` the event, `data` what it carries. A trigger may wait for any of them: `on: { event: checkpoint.persist.started, time: 3 }`.";

const mappingIntro =
  "What a person says about a file that `ordeal import` reads: a YAML file, given as `--mapping FILE`. Which format takes which of its fields: [Import](../../packages/import/IMPORT.md#formats).";

const metricsIntro =
  "Every microsecond of a run is in one bucket of [the ledger](./model.md#the-ledger) (`productive`, `degraded`, `recompute`, …); most metrics are shares of it. *Wall* is the length of the run.";

const metricsNotes = `- Percentiles interpolate linearly between the two nearest samples.
- An outage that goes on when the run ends counts in \`interruptions\`, and in \`recoveryTime\` with its length so far: a lower
  bound, and said to be one.
- A metric without a sample is \`null\`, and a threshold on it is unknown, never a pass.
- Metrics are a pure function of ledger, interruptions and progress (\`packages/model/src/measure\`), the same for a simulated
  run and for any other.

How thresholds compare them: [thresholds](./reference/thresholds.md).`;
