/** The buckets of wall time, in the order in which the README and the summary list them. */
export const buckets = [
  "productive",
  "degraded",
  "recompute",
  "checkpoint",
  "stalled",
  "planned",
  "detecting",
  "rescheduling",
  "restarting",
  "loading",
] as const;
export type Bucket = (typeof buckets)[number];

/** Microseconds of wall time by bucket; they sum to the wall time exactly. */
export type Ledger = Readonly<Record<Bucket, number>>;
