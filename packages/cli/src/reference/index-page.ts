import { type ComponentKind, drawable } from "@ordeal/model";
import { table } from "./table.ts";

const names = (kind: ComponentKind): string =>
  Object.entries(drawable)
    .flatMap(([name, drawn]) => (drawn === kind ? [`\`${name}\``] : []))
    .join(", ");

const draws = [
  ["card", "`random card`, `2 random gpus of sn07/n12`, `a card of the job`, `sn07/n12/c*`"],
  ["node", "`a node of the job`, `3 random nodes of sn07`, `a node of the spares`, `sn07/n*`"],
  ["uplink", "`random uplink`, `a link of the job`, `2 random links of sn07/n12`, `sn07/n12/up*`"],
  ["plane", "`random plane`, `a plane of the job`, `a plane of sn07`, `sn07/plane*`"],
  ["supernode", "`random supernode`, `a supernode of the job`, `sn*`"],
  ["rack", "`random rack`, `a rack of sn07`, `sn07/rack*`"],
  ["tor", "`random tor`, `a tor of sn07`, `tor07*`"],
  ["loop", "`random loop`, `a loop of the job`, `cdu*`"],
].map(([kind = "", examples = ""]) => [kind, names(kind as ComponentKind), examples]);

/** The way to every page, and what is told once for all fields. */
export const indexText = `${table(
  ["page", "what"],
  [
    ["[Experiment](./experiment.md)", "the whole file"],
    ["[Cluster](./cluster.md)", "nodes, cards, fabrics, storage, cooling"],
    ["[Presets](./presets.md)", "the machines that come with Ordeal, each figure with its source"],
    ["[Job](./job.md)", "the training job"],
    ["[Checkpoint](./checkpoint.md)", "intervals and tiers"],
    ["[Recovery](./recovery.md)", "detection, policies, ladders, quarantine"],
    ["[Hazards](./hazards.md)", "rates, and laws of arrival, life, victims, bursts, relapses, repair"],
    ["[Faults](./faults.md)", "every kind, its targets and parameters; how a fault starts"],
    ["[Thresholds](./thresholds.md)", "thresholds, conditions, steady state, safety, budgets"],
    ["[Timeline](./timeline.md)", "incident timelines"],
    ["[Events](./events.md)", "the journal, and what triggers wait for"],
    ["[Result](./result.md)", "what `run --json` prints"],
    ["[Import mapping](./import-mapping.md)", "what a person says about a log that is imported"],
    ["[Metrics](../metrics.md)", "every metric with its formula"],
    ["[Protocol](../../packages/agent/protocol/PROTOCOL.md)", "the agent's WebSocket"],
    ["[Import](../../packages/import/IMPORT.md)", "the formats of logs that can be imported"],
  ],
)}

## How to read the tables

A field whose default is **required** must be written. Code in that column is the value that a field has when it is left out;
words say what counts then. \`tiers[].load\` is the field \`load\` of each item of the list \`tiers\`. Assumed values say so: put your
own there.

## How quantities are written

${table(
  ["quantity", "written as", "examples"],
  [
    [
      "duration",
      "numbers with units, each unit once, the largest first; or ISO 8601 without years and months. Units: `w`, `d`, `h`, `m`, `s`, `ms`, `us`, `ns`, in short and in full (`min`, `minutes`). At most 10 years",
      "`10 seconds`, `30s`, `1h30m`, `2 min 30 s`, `1 day 2 hours`, `150 ms`, `PT30S`",
    ],
    ["share", "a percentage, or a number from 0 to 1", "`93.12 %`, `93.12%`, `0.9312`"],
    [
      "rate",
      "faults per component and time (`card`, `gpu`, `npu`, `node`, `link`, `plane`, `tor`, `rack`, `supernode`, `loop`, `job`; `hour` to `year`, a month being 30 days), or of the whole fleet in a time",
      "`0.3e-3 per card-day`, `0.057 % per link-month`, `6.50 per 1,000 node-days`, `0.3 per mille per card-day`, `419 per 54 days`",
    ],
    [
      "mean time",
      "a duration of one number and unit, and what fails once in it: one component of a kind, or the fleet",
      "`50,000 hours per card`, `30 days per node`, `5.7 hours per fleet`",
    ],
    ["size", "bytes with a decimal or binary unit, or a number of bytes", "`5.7 TB`, `800 GB`, `80 GiB`"],
    ["bandwidth", "bytes or bits a second with a decimal unit, or a number of bytes a second", "`2 TB/s`, `400 Gb/s`"],
    ["arithmetic", "FLOP a second", "`989.4 TFLOPS`, `752e12`"],
    ["instant", "a time since the run's start, or a date", "`50 minutes`, `2026-03-26T09:00:00+08:00`"],
    ["date", "ISO 8601 with its time zone", "`2026-03-26T09:00:00+08:00`, `2026-03-26T01:00:00Z`"],
    [
      "address",
      "a component; everything counts from 0",
      "`sn07`, `sn07/n12`, `sn07/n12/c3`, `sn07/n12/up05`, `sn07/plane3`, `tor07a`, `cdu2`, `storage`, `tier/peers`",
    ],
    [
      "selector",
      "an address, a glob or a draw",
      "`sn07/n*`, `random card`, `3 random nodes of sn07`, `a node of the job`, `the slowest card`",
    ],
  ],
)}

## What can be drawn

A draw is \`random card\`, \`a card\` or \`3 random cards\`, with or without \`of the job\`, \`of the spares\` or of an address, such as
\`of sn07\`. \`the slowest card\` and \`the slowest node\` are picked, not drawn; in an address \`*\` stands for every number.

${table(["component", "its names in a draw", "examples"], draws)}

## Editors

[One JSON Schema](../schema/experiment.schema.json) checks an experiment as you type, and
[another](../schema/timeline.schema.json) an incident timeline. \`ordeal init\` writes the first beside the experiment, and names
it in the file's first line:

\`\`\`yaml
# yaml-language-server: $schema=./.ordeal/experiment.schema.json
\`\`\`

Or name it in a field, which \`check\` and \`run\` take no notice of: \`$schema: ./.ordeal/experiment.schema.json\`. It accepts what
\`check\` accepts, as far as a JSON Schema can say it; \`check\` also looks from one field to another.
`;
