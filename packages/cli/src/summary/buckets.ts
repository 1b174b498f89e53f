import { type Bucket, buckets, type Ledger } from "@ordeal/model";

/** What wall time in a bucket went into, in two or three words. */
export const bucketMeanings: Readonly<Record<Bucket, string>> = {
  productive: "steps that count",
  degraded: "slow steps",
  recompute: "steps done again",
  checkpoint: "saves that block",
  stalled: "a path was cut",
  planned: "planned stops",
  detecting: "not yet noticed",
  rescheduling: "waiting for nodes",
  restarting: "restarting",
  loading: "reading a checkpoint",
};

/** The buckets that a run lost time in, largest first. */
export const lostBuckets = (
  ledgerUs: Ledger,
  kept: ReadonlyArray<Bucket> = ["productive"],
): ReadonlyArray<{ readonly bucket: Bucket; readonly us: number }> =>
  buckets
    .filter((bucket) => !kept.includes(bucket) && ledgerUs[bucket] > 0)
    .map((bucket) => ({ bucket, us: ledgerUs[bucket] }))
    .toSorted((a, b) => b.us - a.us);
