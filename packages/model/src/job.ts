import * as Schema from "effect/Schema";
import { withDefault } from "./text.ts";
import { PositiveDurationUs } from "./units/duration.ts";
import { Instant } from "./units/instant.ts";
import { PositiveRatio, Ratio } from "./units/ratio.ts";

const count = Schema.Int.check(Schema.isGreaterThan(0));

/** A synchronous training job on whole nodes, in data-parallel replicas. */
export const Job = Schema.Struct({
  /** How many nodes it takes; the cluster's other nodes are spares. */
  nodes: count,
  /** The time of one step when everything is healthy. */
  step: PositiveDurationUs,
  /** Throughput at N cards ÷ N × throughput a card in one supernode; its complement is the exposed communication. */
  linearity: PositiveRatio.pipe(withDefault(1)),
  /** Cards of one data-parallel replica; one node's cards unless given. */
  cardsPerReplica: Schema.optionalKey(count),
  /** The fewest replicas the job may shrink to; all of them unless given. */
  replicasMin: Schema.optionalKey(count),
  /** `unlimited`: a failed node is replaced at once by a fresh one, and no spare is ever short. */
  spares: Schema.Literals(["the rest", "unlimited"]).pipe(withDefault("the rest")),
  /** Model FLOPs utilization while a healthy step runs (30 %: Pangu Ultra MoE, arXiv 2505.04519). */
  mfu: Ratio.pipe(withDefault(0.3)),
  evaluation: Schema.optionalKey(Schema.Struct({ everySteps: count, takes: PositiveDurationUs })),
  maintenance: Schema.Array(Schema.Struct({ at: Instant, takes: PositiveDurationUs })).pipe(withDefault([])),
});
export type Job = typeof Job.Type;
