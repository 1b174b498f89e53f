import type { ArrivalLaw } from "@ordeal/model";
import { gamma, pow } from "../kernel/math.ts";
import type { Stream } from "../kernel/random.ts";

/** The arrival laws that draw their gaps; a trace brings its instants. */
export type GapLaw = Exclude<ArrivalLaw, { readonly trace: unknown }>;

/**
 * Draws the gaps between a fleet's faults, in float microseconds with the given mean, one draw each.
 * Weibull: λE^(1/k) with E exponential, and λ = mean ÷ Γ(1 + 1/k).
 */
export const gapsOf = (law: GapLaw, meanUs: number): ((stream: Stream) => number) => {
  if (law === "exponential") return (stream) => meanUs * stream.exponential();
  const { shape } = law.weibull;
  const scaleUs = weibullScale(shape, meanUs);
  return (stream) => scaleUs * pow(stream.exponential(), 1 / shape);
};

/** The scale λ of the Weibull law with that shape k and mean: mean = λΓ(1 + 1/k). */
export const weibullScale = (shape: number, mean: number): number => mean / gamma(1 + 1 / shape);
