import { buckets, type ResultDocument } from "@ordeal/model";
import { table } from "./table.ts";

/** Every field of the document; a field without a line here does not compile. */
const resultMeanings: Readonly<Record<keyof ResultDocument, string>> = {
  ordeal: "the version that ran it",
  experiment: "the file's name without its extension",
  title: "the experiment's title",
  seed: "the seed of the run",
  verdict: "`pass`, `fail` or `unknown`",
  metrics: "every metric; durations in seconds; `null` where there is no sample",
  ledgerUs: `the wall time by bucket, in microseconds: ${buckets.map((name) => `\`${name}\``).join(", ")}; they sum to \`wallUs\` exactly`,
  wallUs: "how long the run lasted, in microseconds",
  thresholds: "each threshold: `expression`, `actual`, `held` (`null`: unknown), and its limit",
  findings: "what beside the thresholds decides the verdict, and why",
  steadyState:
    "whether the steady state held before, how much of the time during, and how long after the last fault again; `null` where none was asked for",
  stopped: "the condition of `stopWhen` that ended it early, and when; else `null`",
  unhealed: "ids of injected faults that nobody saw healed",
  counts: "steps, faults, interruptions, checkpoints, recoveries and more, as numbers",
  interruptions:
    "each stop of the job: when, its kind, cause and fault, how long the recovery took, whether it is over, the work it lost",
  faultsByCause: "faults on the job by cause, most frequent first",
  starved: "whether the job was waiting for nodes when the run ended",
  journal: "how many events, their SHA-256, the file they are in (or `null`), and whether the journal is complete",
  warnings: "what makes a pass worth less than it looks",
  command: "one line that reproduces the run",
};

export const resultText = table(
  ["field", "what it is"],
  Object.entries(resultMeanings).map(([name, meaning]) => [`\`${name}\``, meaning]),
);
