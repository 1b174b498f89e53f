import type { RepairLaw } from "@ordeal/model";
import { exp, log } from "../kernel/math.ts";
import type { Stream } from "../kernel/random.ts";

/** 2⁵¹ µs = 71 years, longer than any run: an instant plus a repair stays an exact integer however long the law's tail is. */
const REPAIR_US_MAX = 2_251_799_813_685_248;

/**
 * How long one repair takes, in whole microseconds, at least 1.
 * Lognormal: median·e^(σZ), mean = median·e^(σ²/2), hence σ² = 2 ln(mean ÷ median).
 */
export const drawRepairUs = (law: RepairLaw, stream: Stream): number =>
  Math.min(REPAIR_US_MAX, Math.max(1, Math.round(drawUs(law, stream))));

const drawUs = (law: RepairLaw, stream: Stream): number => {
  if ("fixed" in law) return law.fixed;
  if ("exponential" in law) return law.exponential.mean * stream.exponential();
  const { median, mean } = law.lognormal;
  return median * exp(Math.sqrt(2 * log(mean / median)) * stream.normal());
};
