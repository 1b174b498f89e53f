import { buckets, modes, SECOND_US, type Snapshot } from "@ordeal/model";
import type { Sample } from "./family.ts";
import type { Metric } from "./metric.ts";

type Figure = readonly [name: string, help: string, value: (snapshot: Snapshot) => number];

const figures: ReadonlyArray<Figure> = [
  ["ordeal_cluster_time_seconds", "time of the cluster since the run's start", ({ atUs }) => atUs / SECOND_US],
  ["ordeal_job_step", "the last step committed", ({ step }) => step],
  ["ordeal_job_step_seconds", "how long a step takes from the next one on", ({ stepUs }) => stepUs / SECOND_US],
  [
    "ordeal_job_step_elapsed_seconds",
    "how far the step in progress is: what the ledger lacks of the cluster's time",
    ({ atUs, spentUs }) => buckets.reduce((left, bucket) => left - spentUs[bucket], atUs) / SECOND_US,
  ],
  ["ordeal_job_speed_ratio", "healthy step time by step time now; 0 while the job does not step", ({ speed }) => speed],
  [
    "ordeal_job_effective_throughput_ratio",
    "share of the run so far that went into steps that count, at healthy speed",
    ({ ledgerUs, atUs }) => (atUs === 0 ? 0 : ledgerUs.productive / atUs),
  ],
  ["ordeal_job_replicas", "data-parallel replicas of the job", ({ replicas }) => replicas],
  ["ordeal_job_nodes", "nodes of the job", ({ jobNodes }) => jobNodes],
  ["ordeal_spares_usable", "spare nodes that could be used", ({ sparesUsable }) => sparesUsable],
  ["ordeal_nodes_down", "nodes that cannot be used", ({ nodesDown }) => nodesDown],
  ["ordeal_bandwidth_ratio", "bandwidth that the job's worst path has left", ({ bandwidthShare }) => bandwidthShare],
  ["ordeal_storage_ratio", "bandwidth that storage has left", ({ storageShare }) => storageShare],
];

const one = (runId: string, value: number, labels: Sample["labels"] = {}): Sample => ({
  labels: { run: runId, ...labels },
  value,
});

/** The training job: where it is, what it comes to, what it has left. */
export const jobMetrics: ReadonlyArray<Metric> = [
  ...figures.map(
    ([name, help, value]): Metric => ({
      name,
      help,
      samples: ({ runId, snapshot }) => [one(runId, value(snapshot))],
    }),
  ),
  {
    name: "ordeal_job_mode",
    help: "what the job does now: 1 for that mode, 0 for the others",
    samples: ({ runId, snapshot }) => modes.map((mode) => one(runId, Number(mode === snapshot.mode), { mode })),
  },
  {
    name: "ordeal_job_ledger_seconds_total",
    help: "time of the run so far, by what it was spent on when it went by; steps count once they are over",
    type: "counter",
    samples: ({ runId, snapshot }) =>
      buckets.map((bucket) => one(runId, snapshot.spentUs[bucket] / SECOND_US, { bucket })),
  },
  {
    name: "ordeal_faults_active",
    help: "faults that are there, injected or not, by kind",
    samples: ({ runId, snapshot }) =>
      [...countsOf(snapshot)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => one(runId, count, { kind })),
  },
];

const countsOf = ({ faults }: Snapshot): ReadonlyMap<string, number> => {
  const kinds = new Map<string, number>();
  for (const { kind } of faults) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return kinds;
};
