import { buckets, type Ledger, type Scenario, type Snapshot } from "@ordeal/model";

const nothing = Object.fromEntries(buckets.map((bucket) => [bucket, 0])) as Ledger;

/** What a run looks like whose job is still being started. */
export const snapshotBefore = ({ cluster, job }: Scenario): Snapshot => ({
  atUs: 0,
  isOver: false,
  mode: "restarting",
  step: 0,
  highWaterStep: 0,
  stepUs: job.step,
  speed: 0,
  progressUs: 0,
  ledgerUs: nothing,
  spentUs: nothing,
  downSinceUs: null,
  replicas: (job.nodes * cluster.cardsPerNode) / (job.cardsPerReplica ?? cluster.cardsPerNode),
  jobNodes: job.nodes,
  sparesUsable: cluster.nodes - job.nodes,
  nodesDown: 0,
  nodesUnusableInJob: 0,
  bandwidthShare: 1,
  storageShare: 1,
  faults: [],
});
