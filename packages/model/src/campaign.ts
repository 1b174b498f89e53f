import * as Schema from "effect/Schema";
import { DistributionThresholdText } from "./distribution-threshold.ts";
import { withDefault } from "./text.ts";

/** What many runs of an experiment, each with a seed of its own, must hold together. */
export const Campaign = Schema.Struct({
  thresholds: Schema.Array(DistributionThresholdText)
    .annotate({
      description:
        "What many runs must hold together, a line each: how often a threshold holds, a percentile or the mean of a metric over runs.",
      example: ["P(effectiveThroughput >= 95 %) >= 99 %", "worstWindow p5 >= 80 %"],
    })
    .pipe(withDefault([])),
});
export type Campaign = typeof Campaign.Type;

const price = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1e12 })).annotate({
  expected: "a price: a number that is not negative",
});

/** What things cost, in whatever currency: plans compare settings by it. */
export const Prices = Schema.Struct({
  cardHour: price
    .annotate({
      description: "The price of a card of the job for an hour.",
      unit: "a card-hour",
      example: 1.8,
    })
    .pipe(withDefault(0)),
  spareHour: price
    .annotate({
      description: "The price of a spare node for an hour: what it costs to keep it free.",
      unit: "a node-hour",
      example: 14.4,
    })
    .pipe(withDefault(0)),
  kWh: price.annotate({ description: "The price of energy.", unit: "a kWh", example: 0.09 }).pipe(withDefault(0)),
  currency: Schema.String.check(Schema.isMaxLength(12))
    .annotate({ description: "What the prices are in; only printed.", example: "CNY" })
    .pipe(withDefault("")),
});
export type Prices = typeof Prices.Type;
