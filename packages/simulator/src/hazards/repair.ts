import type { RepairLaw } from "@ordeal/model";
import { exp, log, normalTail } from "../kernel/math.ts";
import type { Stream } from "../kernel/random.ts";

/** 2⁵¹ µs = 71 years, longer than any run: an instant plus a repair stays an exact integer however long the law's tail is. */
const REPAIR_US_MAX = 2_251_799_813_685_248;

/** Draws how long one repair takes, in whole microseconds, at least 1. */
export type DrawRepairUs = (stream: Pick<Stream, "normal" | "exponential">) => number;

/** Lognormal: median·e^(σZ), mean = median·e^(σ²/2), hence σ² = 2 ln(mean ÷ median). */
export const repairOf = (law: RepairLaw): DrawRepairUs => {
  if ("fixed" in law) return () => whole(law.fixed);
  if ("exponential" in law) return (stream) => whole(law.exponential.mean * stream.exponential());
  const { median, mean } = law.lognormal;
  const sigma = sigmaOf(median, mean);
  return (stream) => whole(median * exp(sigma * stream.normal()));
};

/** How probably a time of this law is longer than `us`. */
export const lastsLonger = (law: RepairLaw, us: number): number => {
  if ("fixed" in law) return law.fixed > us ? 1 : 0;
  if (us <= 0) return 1;
  if ("exponential" in law) return exp(-us / law.exponential.mean);
  const { median, mean } = law.lognormal;
  const sigma = sigmaOf(median, mean);
  if (sigma === 0) return median > us ? 1 : 0;
  return us === Number.POSITIVE_INFINITY ? 0 : normalTail(log(us / median) / sigma);
};

const sigmaOf = (median: number, mean: number): number => Math.sqrt(2 * log(mean / median));

const whole = (us: number): number => Math.min(REPAIR_US_MAX, Math.max(1, Math.round(us)));
