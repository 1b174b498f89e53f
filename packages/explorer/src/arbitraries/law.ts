import type { VictimLaw } from "@ordeal/model";
import { type ArrivalLaw, type BurstLaw, HOUR_US, type RelapseLaw, type RepairLaw, SECOND_US } from "@ordeal/model";
import fc from "fast-check";
import { record } from "./record.ts";
import { given } from "./scene.ts";
import { maybe, probability, share, time } from "./time.ts";

/** Repairs of up to two hours, by every law; shrinks towards a fixed second. */
export const repairLaw = (): fc.Arbitrary<RepairLaw> =>
  fc.tuple(fc.nat(2), time(SECOND_US, 2 * HOUR_US), fc.integer({ min: 1, max: 10 })).map(([law, us, skew]) => {
    if (law === 0) return { fixed: us };
    return law === 1 ? { exponential: { mean: us } } : { lognormal: { median: us, mean: us * skew } };
  });

/** The shape of a Weibull law, from 0.5 to 5: below that, gaps of a microsecond outnumber all others. */
export const shape = (): fc.Arbitrary<number> => fc.integer({ min: 5, max: 50 }).map((tenths) => tenths / 10);

export const gapLaw = (): fc.Arbitrary<Exclude<ArrivalLaw, { readonly trace: unknown }>> =>
  fc.oneof(
    fc.constant("exponential" as const),
    shape().map((shape) => ({ weibull: { shape } })),
  );

export const victimLaw = (): fc.Arbitrary<VictimLaw> =>
  fc.oneof(
    fc.constant("uniform" as const),
    record({ share: share(), faults: share(), curedByRepair: maybe(probability()) }).map((lemons) => ({
      lemons: given<Extract<VictimLaw, object>["lemons"]>(lemons),
    })),
  );

export const burstLaw = (): fc.Arbitrary<BurstLaw> =>
  record({ probability: probability(), extra: fc.integer({ min: 1, max: 3 }) });

/** Certain relapses would go on for ever, one at once after the other. */
export const relapseLaw = (): fc.Arbitrary<RelapseLaw> =>
  record({ probability: share(), within: time(SECOND_US, HOUR_US) });
