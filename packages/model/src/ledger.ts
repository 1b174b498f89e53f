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

/** What wall time in a bucket is, in one line. */
export const bucketDefinitions: Readonly<Record<Bucket, string>> = {
  productive: "steps that count, at their healthy speed",
  degraded: "what slow steps took beyond their healthy time",
  recompute: "steps done again after a rollback, and steps that were lost",
  checkpoint: "saves that block training",
  stalled: "waiting for a path that is cut or fails over",
  planned: "evaluations and maintenance",
  detecting: "the job is down or hangs, and nobody has noticed yet",
  rescheduling: "waiting for a spare, a repair or the scheduler",
  restarting: "climbing the rungs of the recovery, failed ones too",
  loading: "reading a checkpoint back",
};
