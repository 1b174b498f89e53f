import * as Schema from "effect/Schema";
import { withDefault } from "./text.ts";
import { DurationUs, PositiveDurationUs } from "./units/duration.ts";
import { Instant } from "./units/instant.ts";
import { Ratio } from "./units/ratio.ts";

const Shape = Schema.Finite.check(Schema.isBetween({ minimum: 0.1, maximum: 20 }));

/** How long a repair takes. */
export const RepairLaw = Schema.Union([
  Schema.Struct({
    fixed: PositiveDurationUs.annotate({ description: "It always takes as long.", example: "3 hours" }),
  }),
  Schema.Struct({
    exponential: Schema.Struct({
      mean: PositiveDurationUs.annotate({ description: "Its mean.", example: "30 hours" }),
    }).annotate({
      description: "Exponential, by its mean.",
    }),
  }),
  Schema.Struct({
    lognormal: Schema.Struct({
      median: PositiveDurationUs.annotate({ description: "Its median, below the mean.", example: "20 hours" }),
      mean: PositiveDurationUs.annotate({ description: "Its mean.", example: "30 hours" }),
    }).annotate({ description: "Lognormal, by its median and its mean." }),
  }),
]).annotate({ expected: 'one repair law: {fixed: "3 hours"}, {exponential: {mean}} or {lognormal: {median, mean}}' });
export type RepairLaw = typeof RepairLaw.Type;

/** How long something takes that is done again each time: always the same, or by a law as repairs. */
export const Takes = Schema.Union([DurationUs, ...RepairLaw.members]).annotate({
  expected:
    'a duration such as "90 seconds", or a law: {fixed: "90 seconds"}, {exponential: {mean}} or {lognormal: {median, mean}}',
});
export type Takes = typeof Takes.Type;

/** How the gaps between a fleet's faults are spread around their mean; `trace` replays given instants. */
export const ArrivalLaw = Schema.Union([
  Schema.Literal("exponential"),
  Schema.Struct({
    weibull: Schema.Struct({
      shape: Shape.annotate({
        description: "Its shape: 1 is the exponential law, below 1 faults cluster.",
        example: 0.62,
      }),
    }).annotate({
      description: "Weibull gaps: a shape below 1 makes faults cluster (real fleets show 0.62).",
    }),
  }),
  Schema.Struct({
    trace: Schema.Array(Instant).annotate({
      description: "The instants at which its faults come, in place of a rate.",
      example: ["2 hours", "5 hours"],
    }),
  }),
]).annotate({ expected: 'one arrival law: "exponential", {weibull: {shape}} or {trace: [instants]}' });
export type ArrivalLaw = typeof ArrivalLaw.Type;

export const LifeLaw = Schema.Struct({
  weibull: Schema.Struct({
    shape: Shape.annotate({ description: "Its shape: above 1 for wear-out.", example: 3 }),
    mean: PositiveDurationUs.annotate({ description: "The mean life.", example: "1095 days" }),
  }).annotate({ description: "A Weibull law, by its shape and mean." }),
});
export type LifeLaw = typeof LifeLaw.Type;

/** Who is struck: anybody alike, or a share of the nodes (the lemons) that carries a larger share of the faults. */
export const VictimLaw = Schema.Union([
  Schema.Literal("uniform"),
  Schema.Struct({
    lemons: Schema.Struct({
      share: Ratio.annotate({ description: "The share of the nodes that are lemons.", example: "1 %" }),
      faults: Ratio.annotate({ description: "The share of the faults that they carry.", example: "50 %" }),
      curedByRepair: Schema.optionalKey(
        Ratio.annotate({
          description:
            "How probably a repair makes a lemon a node like the others. What it would have brought beyond those comes no more, so that the hazard's rate is that of the start and falls from then on.",
          otherwise: "never",
          example: "20 %",
        }),
      ),
    }).annotate({
      description:
        "A `share` of the nodes, the lemons, that carries a share of the `faults`: {share: 1 %, faults: 50 %}. Which nodes they are is drawn by the seed.",
    }),
  }),
]).annotate({ expected: 'one victim law: "uniform" or {lemons: {share, faults}}' });
export type VictimLaw = typeof VictimLaw.Type;

/** With this probability a fault brings `extra` others at the same instant. */
export const BurstLaw = Schema.Struct({
  probability: Ratio.annotate({
    description: "How probably a fault brings others at the same instant.",
    example: "10 %",
  }),
  extra: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000 }))
    .annotate({ description: "How many others.", unit: "faults", example: 2 })
    .pipe(withDefault(1)),
});
export type BurstLaw = typeof BurstLaw.Type;

/** With this probability, below 100 %, a repaired component fails again within this time. */
export const RelapseLaw = Schema.Struct({
  probability: Ratio.annotate({ description: "How probably a repaired component fails again.", example: "20 %" }),
  within: PositiveDurationUs.annotate({ description: "Within how long.", example: "2 days" }).pipe(
    withDefault("1 day"),
  ),
});
export type RelapseLaw = typeof RelapseLaw.Type;

/**
 * Good and bad periods of the same length, one after the other, each with a rate, a mix of kinds and repairs of its own.
 * Over many periods the hazard's rate, its kinds and its repair laws are what they are without them.
 */
export const PeriodLaw = Schema.Struct({
  every: PositiveDurationUs.annotate({ description: "How long a period is.", example: "14 days" }),
  rateVariation: Ratio.annotate({
    description:
      "How far the rates of the periods are spread: their standard deviation ÷ their mean. They are lognormal.",
    example: "45 %",
  }).pipe(withDefault(0)),
  ratePersistence: Ratio.annotate({
    description: "How much a period's rate is like that of the one before: the correlation of their logarithms.",
    example: "50 %",
  }).pipe(withDefault(0)),
  kindCorrelation: Ratio.annotate({
    description:
      "How much the faults of one period are of one kind or cause: how probably two of them are so beyond what chance makes. 100 % gives each period a single kind.",
    example: "8 %",
  }).pipe(withDefault(0)),
  repairCorrelation: Ratio.annotate({
    description:
      "How much the repairs of faults of one period have in common: the correlation of their logarithms, where they are lognormal. 100 % makes them all short, or all long.",
    example: "20 %",
  }).pipe(withDefault(0)),
});
export type PeriodLaw = typeof PeriodLaw.Type;
