import * as Schema from "effect/Schema";
import { withDefault } from "./text.ts";
import { PositiveDurationUs } from "./units/duration.ts";
import { Instant } from "./units/instant.ts";
import { PositiveRatio, Ratio } from "./units/ratio.ts";

const count = Schema.Int.check(Schema.isGreaterThan(0));

/** A synchronous training job on whole nodes, in data-parallel replicas. */
export const Job = Schema.Struct({
  nodes: count.annotate({
    description: "How many nodes the job takes; the cluster's other nodes are spares.",
    unit: "nodes",
    example: 62,
  }),
  step: PositiveDurationUs.annotate({
    description: "How long one step takes when everything is healthy.",
    example: "8 seconds",
  }),
  linearity: PositiveRatio.annotate({
    description:
      "The throughput on all its cards ÷ what as many cards would give that are as fast as one is within one supernode. The rest, up to 100 %, is the share of a step that is exposed communication: a path with less bandwidth lengthens that part alone, and at 100 % it lengthens nothing.",
    example: "94 %",
  }).pipe(withDefault(1)),
  cardsPerReplica: Schema.optionalKey(
    count.annotate({
      description: "Cards of one data-parallel replica: whole nodes, or a part of one.",
      unit: "cards",
      otherwise: "one node's cards",
      example: 16,
    }),
  ),
  replicasMin: Schema.optionalKey(
    count.annotate({
      description:
        "The fewest data-parallel replicas that the job may go on with, by a rung that shrinks it; with fewer it waits for nodes.",
      unit: "replicas",
      otherwise: "all of them, so that it never shrinks",
      example: 60,
    }),
  ),
  spares: Schema.Literals(["the rest", "unlimited"])
    .annotate({
      description:
        "The spare nodes: `the rest` are the cluster's nodes that the job does not take. With `unlimited` a failed node is replaced at once by a fresh one, and no spare is ever short.",
      example: "unlimited",
    })
    .pipe(withDefault("the rest")),
  mfu: Ratio.annotate({
    description:
      "Model FLOPs utilization while a healthy step runs (30 %: Pangu Ultra MoE, arXiv 2505.04519); only `effectiveFlops` depends on it.",
    example: "40 %",
  }).pipe(withDefault(0.3)),
  evaluation: Schema.optionalKey(
    Schema.Struct({
      everySteps: count.annotate({ description: "After how many steps.", unit: "steps", example: 1_000 }),
      takes: PositiveDurationUs.annotate({ description: "How long one takes.", example: "5 minutes" }),
    }).annotate({
      description: "Evaluations: the job stops every so many steps for so long.",
      otherwise: "it never stops for one",
    }),
  ),
  maintenance: Schema.Array(
    Schema.Struct({
      at: Instant.annotate({ description: "When it begins.", example: "10 days" }),
      takes: PositiveDurationUs.annotate({ description: "How long it takes.", example: "2 hours" }),
    }),
  )
    .annotate({ description: "Maintenance windows: the job stops at these instants for so long." })
    .pipe(withDefault([])),
});
export type Job = typeof Job.Type;
