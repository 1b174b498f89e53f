import * as Schema from "effect/Schema";
import { Name, withDefault } from "./text.ts";
import { Bytes } from "./units/bytes.ts";
import { DurationUs, PositiveDurationUs } from "./units/duration.ts";

const count = (minimum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum: 1_000_000_000 }));

/** What is known when an interval is chosen. Times in microseconds. */
export interface IntervalKnown {
  /** Mean time between the faults that stop the job; Infinity where no hazard does, NaN where it cannot be known. */
  readonly mtbfUs: number;
  /** How long a save blocks training. */
  readonly stallUs: number;
  readonly stepUs: number;
}
export type IntervalFunction = (known: IntervalKnown) => number;

/** An interval function as people bring it: microseconds, or a duration as files have it. */
export type UserIntervalFunction = (known: IntervalKnown) => number | string;

const IntervalFunction = Schema.declare((value: unknown): value is IntervalFunction => typeof value === "function", {
  expected: "a function",
}) as unknown as Schema.Codec<IntervalFunction, UserIntervalFunction>;

/** When to save: after so much stepping time, every n steps, or by a formula. */
export const Interval = Schema.Union([
  Schema.Literals(["young", "daly"]),
  Schema.Struct({
    steps: count(1).annotate({ description: "Save every so many steps.", unit: "steps", example: 100 }),
  }),
  PositiveDurationUs,
  IntervalFunction,
]).annotate({
  expected: 'an interval: a duration longer than zero, {steps: n}, "young", "daly" or (in TypeScript) a function',
});
export type Interval = typeof Interval.Type;

/** Domains of failure, from the smallest to the largest. */
export const domains = ["process", "node", "supernode", "loop", "site"] as const;
export type Domain = (typeof domains)[number];

/**
 * Copies in the memory of other nodes of the job: how many each node's shard has, and what the nodes that hold it must
 * not share. The partners are drawn for each run by a keyed permutation.
 */
export const Peers = Schema.Struct({
  copies: count(1)
    .check(Schema.isLessThanOrEqualTo(8))
    .annotate({ description: "How many copies of its shard each node has on others.", unit: "copies", example: 2 })
    .pipe(withDefault(1)),
  apart: Schema.Literals(["node", "supernode", "loop", "site"])
    .annotate({ description: "What a node and the nodes that hold its copies must not share.", example: "supernode" })
    .pipe(withDefault("node")),
});
export type Peers = typeof Peers.Type;

/** One place where checkpoints are kept. */
export const Tier = Schema.Struct({
  name: Name.annotate({
    description: "What the tier is called; faults strike it as `tier/NAME`.",
    example: "peers",
  }).pipe(withDefault("storage")),
  medium: Schema.Literals(["storage", "memory"])
    .annotate({
      description: "Where its copies lie; transfers to and from storage share its bandwidth.",
      example: "memory",
    })
    .pipe(withDefault("storage")),
  stall: DurationUs.annotate({
    description: "How long a save blocks training. With `persist` zero this is the whole save (synchronous).",
    example: "8 seconds",
  }),
  persist: Schema.optionalKey(
    DurationUs.annotate({
      description: "How long the copy takes in the background after that.",
      otherwise: "by `size` and the bandwidth of storage, else 0",
      example: "90 seconds",
    }),
  ),
  load: Schema.optionalKey(
    DurationUs.annotate({
      description: "How long reading a checkpoint back takes.",
      otherwise: "by `size` and the bandwidth of storage, else 0",
      example: "2 minutes",
    }),
  ),
  survives: Schema.optionalKey(
    Schema.Literals(domains).annotate({
      description:
        "The largest domain whose loss the copies outlive. Nodes lost within one recovery add up: two of two supernodes are as the loss of a loop or of the site.",
      otherwise: "`site`",
      example: "node",
    }),
  ),
  peers: Schema.optionalKey(
    Peers.annotate({
      description:
        "In place of `survives`, for a tier in peers' memory: where the copies lie. A copy is lost only when a node and all its partners are lost before the next one.",
      otherwise: "`survives` counts",
    }),
  ),
  keep: Schema.Struct({
    last: count(1)
      .annotate({ description: "How many of the newest are kept.", unit: "checkpoints", example: 5 })
      .pipe(withDefault(3)),
    every: PositiveDurationUs.annotate({
      description: "Of the older ones, one every so often is kept.",
      example: "6 hours",
    }).pipe(withDefault("1 hour")),
    for: DurationUs.annotate({ description: "For how long those are kept.", example: "7 days" }).pipe(
      withDefault("48 hours"),
    ),
  })
    .annotate({ description: "Which checkpoints are kept." })
    .pipe(withDefault({})),
  interval: Schema.optionalKey(
    Interval.annotate({
      description: "This tier's own interval, where it differs from the checkpoint's.",
      otherwise: "the checkpoint's",
      example: "1 hour",
    }),
  ),
});
export type Tier = typeof Tier.Type;

export const Checkpoint = Schema.Struct({
  interval: Interval.annotate({
    description:
      "When to save: after so much stepping time since the last save or load, every n steps, by the formula of Young or of Daly, or by a function.",
    example: "15 minutes",
  }),
  mtbf: Schema.optionalKey(
    PositiveDurationUs.annotate({
      description: "The mean time between job-stopping faults that `young` and `daly` use.",
      otherwise: "worked out from the hazards",
      example: "12 hours",
    }),
  ),
  size: Schema.optionalKey(
    Schema.Union([
      Bytes,
      Schema.Struct({
        parameters: Schema.Finite.check(Schema.isGreaterThan(0)).annotate({
          description: "How many parameters the model has.",
          unit: "parameters",
          example: 70e9,
        }),
        bytesPerParameter: Schema.Finite.check(Schema.isGreaterThan(0))
          .annotate({
            description: "How many bytes are saved for each (14: bf16 weights, fp32 master copy and Adam moments).",
            unit: "bytes",
            example: 16,
          })
          .pipe(withDefault(14)),
      }),
    ]).annotate({
      expected: 'a size above zero, such as "5.7 TB", or {parameters, bytesPerParameter}',
      description: "The size of one checkpoint, where times come from bandwidths.",
      otherwise: "tiers say their own times",
      example: "5.7 TB",
    }),
  ),
  tiers: Schema.NonEmptyArray(Tier).annotate({
    description: "Where checkpoints are kept: storage, peers' memory, or several of them.",
  }),
});
export type Checkpoint = typeof Checkpoint.Type;

/** Bytes of one checkpoint, if the experiment tells. */
export const checkpointBytes = ({ size }: Checkpoint): number | undefined =>
  size === undefined || typeof size === "number" ? size : size.parameters * size.bytesPerParameter;
