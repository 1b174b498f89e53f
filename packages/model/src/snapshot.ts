import * as Schema from "effect/Schema";
import { buckets } from "./ledger.ts";

/** What the job does now. The first five are up; in the last four it is down. */
export const modes = [
  "stepping",
  "saving",
  "stalled",
  "planned",
  "hung",
  "detecting",
  "rescheduling",
  "restarting",
  "loading",
] as const;
export type Mode = (typeof modes)[number];

/** What a run looks like at its present instant. Times in microseconds since its start. */
export const Snapshot = Schema.Struct({
  atUs: Schema.Int,
  isOver: Schema.Boolean,
  mode: Schema.Literals(modes),
  /** The last step committed, and the most there ever were. */
  step: Schema.Int,
  highWaterStep: Schema.Int,
  stepUs: Schema.Int,
  /** Healthy step time ÷ step time now; 0 when the job does not step. */
  speed: Schema.Number,
  /** Productive time so far, counted when a step is first executed, so that a rollback takes none of it back. */
  progressUs: Schema.Int,
  ledgerUs: Schema.Record(Schema.Literals(buckets), Schema.Int),
  /**
   * The same as it went by: no time is ever taken back, when steps are lost neither; steps count once they are committed
   * or killed, so that only the one in progress is in no bucket yet.
   */
  spentUs: Schema.Record(Schema.Literals(buckets), Schema.Int),
  /** Since when the job is down; `null` while it is up. */
  downSinceUs: Schema.NullOr(Schema.Int),
  replicas: Schema.Int,
  jobNodes: Schema.Int,
  sparesUsable: Schema.Int,
  nodesDown: Schema.Int,
  nodesUnusableInJob: Schema.Int,
  bandwidthShare: Schema.Number,
  storageShare: Schema.Number,
  /** Every fault that is there, injected or not, oldest first. */
  faults: Schema.Array(Schema.Struct({ faultId: Schema.String, kind: Schema.String, sinceUs: Schema.Int })),
});
export type Snapshot = typeof Snapshot.Type;
