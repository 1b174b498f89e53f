import type { RepairLaw } from "@ordeal/model";
import { exp, log } from "../kernel/math.ts";
import type { Stream } from "../kernel/random.ts";

/** 2⁵¹ µs = 71 years, longer than any run: an instant plus a repair stays an exact integer however long the law's tail is. */
const REPAIR_US_MAX = 2_251_799_813_685_248;

/** Draws how long one repair takes, in whole microseconds, at least 1. */
export type DrawRepairUs = (stream: Stream) => number;

/** Lognormal: median·e^(σZ), mean = median·e^(σ²/2), hence σ² = 2 ln(mean ÷ median). */
export const repairOf = (law: RepairLaw): DrawRepairUs => {
  if ("fixed" in law) return () => whole(law.fixed);
  if ("exponential" in law) return (stream) => whole(law.exponential.mean * stream.exponential());
  const { median, mean } = law.lognormal;
  const sigma = Math.sqrt(2 * log(mean / median));
  return (stream) => whole(median * exp(sigma * stream.normal()));
};

const whole = (us: number): number => Math.min(REPAIR_US_MAX, Math.max(1, Math.round(us)));
