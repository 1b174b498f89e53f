import { figuresOf } from "../presets/figures.ts";
import { presets, useOfPreset } from "../presets/presets.ts";
import { code, table } from "./table.ts";

/** The machines that come with Ordeal, every figure with its source. */
export const presetsText = (): string =>
  [
    intro,
    table(
      ["preset", "what"],
      presets.map((name) => [
        `[${code(useOfPreset(name))}](#${name})`,
        firstSentence(figuresOf(useOfPreset(name)).about),
      ]),
    ),
    notes,
    ...presets.map(presetText),
  ].join("\n\n");

const presetText = (name: (typeof presets)[number]): string => {
  const { about, figures } = figuresOf(useOfPreset(name));
  const rows = figures
    .filter(({ field }) => field !== "name")
    .map(({ field, value, source }) => [code(field), code(value), source]);
  return [`## ${name}`, about, table(["field", "value", "source"], rows)].join("\n\n");
};

const firstSentence = (text: string): string => /^.*?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, ".") ?? text;

const intro = `A preset is a machine that people have, with all that an experiment needs of it. Say how many nodes are yours; whatever else
is different at your site is written beside \`use\`, and wins:

\`\`\`yaml
cluster:
  use: clusters/dgx-h100
  nodes: 66 # 64 for the job, two spares
  storage: { read: 200 GB/s, write: 100 GB/s }
\`\`\`

\`ordeal init --preset h100\` writes an experiment on one.`;

const notes = `Each figure below names its source. **assumed** means that nobody published it, so that it is ours: replace those that matter
to you. A verdict hangs on \`nodes\`, \`repair\` and \`cutProbability\`; \`cooling\` matters to heat and energy, \`cardFlops\` and \`pue\` to
\`effectiveFlops\` and \`energy\`, \`card\` to what sensors show.

A cluster that leaves something out takes the default of [its field](./cluster.md). Defaults describe _some_ machine, so
\`run\`, \`--dry-run\` and the JSON (\`assumed\`) then name each, and whose it is.`;
