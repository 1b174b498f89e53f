import { buckets, modes, SECOND_US, type Snapshot } from "@ordeal/model";
import type { Family, Sample } from "./family.ts";

type Metric = readonly [name: string, help: string, value: (snapshot: Snapshot) => number];

const metrics: ReadonlyArray<Metric> = [
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

/** The training job: where it is, what it comes to, what it has left. */
export const jobFamilies = (runId: string, snapshot: Snapshot): ReadonlyArray<Family> => {
  const one = (value: number, labels: Sample["labels"] = {}): Sample => ({ labels: { run: runId, ...labels }, value });
  const kinds = new Map<string, number>();
  for (const { kind } of snapshot.faults) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [
    ...metrics.map(([name, help, value]) => ({ name, help, samples: [one(value(snapshot))] })),
    {
      name: "ordeal_job_mode",
      help: "what the job does now: 1 for that mode, 0 for the others",
      samples: modes.map((mode) => one(Number(mode === snapshot.mode), { mode })),
    },
    {
      name: "ordeal_job_ledger_seconds_total",
      help: "time of the run so far, by what it was spent on when it went by; steps count once they are over",
      type: "counter" as const,
      samples: buckets.map((bucket) => one(snapshot.spentUs[bucket] / SECOND_US, { bucket })),
    },
    {
      name: "ordeal_faults_active",
      help: "faults that are there, injected or not, by kind",
      samples: [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => one(count, { kind })),
    },
  ];
};
