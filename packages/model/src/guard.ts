import * as Schema from "effect/Schema";
import { ConditionText } from "./signal.ts";
import { withDefault } from "./text.ts";
import { PositiveDurationUs } from "./units/duration.ts";
import { PositiveRatio } from "./units/ratio.ts";

/**
 * What must hold before the first injected fault, and again within a deadline after the last: from the strike of each,
 * or the end of those that say how long they last.
 */
export const SteadyState = Schema.Struct({
  holds: Schema.NonEmptyArray(ConditionText).annotate({
    description: "Conditions that must hold, a line each.",
    example: ["throughput >= 90 %"],
  }),
  within: PositiveDurationUs.annotate({
    description: "How soon after the last fault they must hold again.",
    example: "1 hour",
  }).pipe(withDefault("30 minutes")),
});
export type SteadyState = typeof SteadyState.Type;

/**
 * How much may be broken on purpose at once: a scripted fault that would exceed it is withheld. Hazards are not counted,
 * and none is withheld: they are what happens anyway.
 */
export const Safety = Schema.Struct({
  maxConcurrentFaults: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })).annotate({
      expected: "a whole number of faults from 1 up",
      description:
        "How many scripted faults may be active at once; one that would exceed it is withheld, and the run is no pass.",
      unit: "faults",
      otherwise: "as many as there are",
      example: 2,
    }),
  ),
  maxShareOfCards: Schema.optionalKey(
    PositiveRatio.annotate({
      description: "The share of the cards that scripted faults may hold at once.",
      otherwise: "all of them",
      example: "5 %",
    }),
  ),
});
export type Safety = typeof Safety.Type;
