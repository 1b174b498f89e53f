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
  holds: Schema.NonEmptyArray(ConditionText),
  within: PositiveDurationUs.pipe(withDefault("30 minutes")),
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
    }),
  ),
  maxShareOfCards: Schema.optionalKey(PositiveRatio),
});
export type Safety = typeof Safety.Type;
