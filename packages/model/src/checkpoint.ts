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
  Schema.Struct({ steps: count(1) }),
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
  copies: count(1).check(Schema.isLessThanOrEqualTo(8)).pipe(withDefault(1)),
  apart: Schema.Literals(["node", "supernode", "loop", "site"]).pipe(withDefault("node")),
});
export type Peers = typeof Peers.Type;

/** One place where checkpoints are kept. */
export const Tier = Schema.Struct({
  name: Name.pipe(withDefault("storage")),
  /** Where its copies lie; transfers to and from storage share its bandwidth. */
  medium: Schema.Literals(["storage", "memory"]).pipe(withDefault("storage")),
  /** How long a save blocks training. With `persist` zero, the whole save (synchronous). */
  stall: DurationUs,
  /** How long the copy takes in the background after that; from size and bandwidth when left out, else zero. */
  persist: Schema.optionalKey(DurationUs),
  /** How long reading it back takes; from size and bandwidth when left out, else zero. */
  load: Schema.optionalKey(DurationUs),
  survives: Schema.optionalKey(
    Schema.Literals(domains).annotate({
      description:
        "The largest domain whose loss the copies outlive; `site` unless it is said. Nodes lost within one recovery add up: two of two supernodes are as the loss of a loop or of the site.",
    }),
  ),
  peers: Schema.optionalKey(
    Peers.annotate({
      description:
        "In place of `survives`, for a tier in peers' memory: where the copies lie. A copy is lost only when a node and all its partners are lost before the next one.",
    }),
  ),
  keep: Schema.Struct({
    last: count(1).pipe(withDefault(3)),
    every: PositiveDurationUs.pipe(withDefault("1 hour")),
    for: DurationUs.pipe(withDefault("48 hours")),
  }).pipe(withDefault({})),
  /** This tier's own interval, when it differs from the checkpoint's. */
  interval: Schema.optionalKey(Interval),
});
export type Tier = typeof Tier.Type;

export const Checkpoint = Schema.Struct({
  interval: Interval,
  /** The mean time between job-stopping faults that `young` and `daly` use; from the hazards unless given. */
  mtbf: Schema.optionalKey(PositiveDurationUs),
  /** The size of one checkpoint, when times come from bandwidths. */
  size: Schema.optionalKey(
    Schema.Union([
      Bytes,
      Schema.Struct({
        parameters: Schema.Finite.check(Schema.isGreaterThan(0)),
        bytesPerParameter: Schema.Finite.check(Schema.isGreaterThan(0)).pipe(withDefault(14)),
      }),
    ]).annotate({ expected: 'a size above zero, such as "5.7 TB", or {parameters, bytesPerParameter}' }),
  ),
  tiers: Schema.NonEmptyArray(Tier),
});
export type Checkpoint = typeof Checkpoint.Type;

/** Bytes of one checkpoint, if the experiment tells. */
export const checkpointBytes = ({ size }: Checkpoint): number | undefined =>
  size === undefined || typeof size === "number" ? size : size.parameters * size.bytesPerParameter;
