import type { Stage } from "@ordeal/import";
import { DurationUs, decode, type Experiment, jobAtStart, printAddress, SECOND_US } from "@ordeal/model";

/** The share of the run after which foreign faults begin, unless somebody says. */
const WARM_UP = 0.1;

/** What a foreign experiment is brought to, or what is wrong with when it is to begin. */
export const stageOf = (experiment: Experiment, at: string | undefined): Stage | string => {
  const { cluster, job, checkpoint, duration } = experiment;
  const start = at === undefined ? undefined : decode(DurationUs, at);
  if (start !== undefined && "problems" in start) return `--at: expected a time such as "10 minutes", found "${at}"`;
  const startUs = start?.value ?? Math.floor((duration * WARM_UP) / SECOND_US) * SECOND_US;
  if (startUs >= duration)
    return `--at: expected a time within the run, which lasts ${duration / SECOND_US} seconds, found "${at}"`;
  const [first = 0] = jobAtStart(experiment);
  const { nodesPerSupernode } = cluster;
  const node = printAddress({
    component: "node",
    supernode: Math.floor(first / nodesPerSupernode),
    node: first % nodesPerSupernode,
  });
  // The tier that outlives most is what people call their storage.
  const tier = checkpoint.tiers.filter(({ peers }) => peers === undefined).at(-1) ?? checkpoint.tiers.at(-1);
  return { jobNodes: job.nodes, node, tier: `tier/${tier?.name ?? "storage"}`, startUs };
};
