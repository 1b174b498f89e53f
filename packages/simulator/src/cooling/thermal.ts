import type { Cooling } from "@ordeal/model";
import { exp, expm1, log, log1p, pow } from "../kernel/math.ts";

/**
 * The physics of one cooling loop, without its switches: `C dT/dt = P − G(φ)(T − T_coolant)` with constant P and G, and
 * a coolant that is at rest or approaches a target exponentially. Everything is a closed form of time: a temperature is
 * evaluated where it is asked for, a crossing is solved for, nothing is stepped.
 * Times in µs, temperatures in °C, powers in W a card, conductances in W/K, rates in 1/µs.
 */

/** How close the coolant comes to its target before it counts as settled there, in °C. */
const SETTLED_C = 1e-3;

/** More than what is computed is off by, in °C. */
const SURE_C = 1e-6;

const SECONDS_PER_US = 1e-6;

/** G(φ) = G_amb + (G₁ − G_amb)·φ^0.8 in W/K, φ the share of full flow (turbulent: Nu ∝ Re^0.8, Dittus–Boelter). */
export const conductanceAt = ({ conductanceWPerK, ambientConductanceWPerK }: Cooling, flow: number): number =>
  ambientConductanceWPerK + (conductanceWPerK - ambientConductanceWPerK) * pow(flow, 0.8);

/** 1/τ = G/C in 1/µs: how fast a card follows what heats and cools it. */
export const relaxationRate = ({ heatCapacityJPerK }: Cooling, conductanceWPerK: number): number =>
  (conductanceWPerK / heatCapacityJPerK) * SECONDS_PER_US;

/** T at rest: T_coolant + P/G. */
export const equilibrium = (coolantC: number, powerW: number, conductanceWPerK: number): number =>
  coolantC + powerW / conductanceWPerK;

/** P(f) = P_idle + f(P_load − P_idle). */
export const powerAt = ({ idleW, loadW }: Cooling, speed: number): number => idleW + speed * (loadW - idleW);

/** A temperature on its way to rest, `spanUs` after it was `fromC`. */
export const relax = (fromC: number, restC: number, ratePerUs: number, spanUs: number): number =>
  restC + (fromC - restC) * exp(-ratePerUs * spanUs);

/** The coolant of a loop: `target + offset·exp(−rate·t)` from its start until it has settled, the target afterwards. */
export interface Coolant {
  readonly startUs: number;
  readonly targetC: number;
  readonly offsetC: number;
  readonly ratePerUs: number;
  readonly settledUs: number;
}

/** Coolant that leaves `fromC` for `targetC` with a time constant. */
export const coolantRamp = (startUs: number, fromC: number, targetC: number, timeConstantUs: number): Coolant => {
  const offsetC = fromC - targetC;
  const spans = log(Math.max(Math.abs(offsetC) / SETTLED_C, 1));
  return {
    startUs,
    targetC,
    offsetC,
    ratePerUs: 1 / timeConstantUs,
    settledUs: startUs + Math.ceil(timeConstantUs * spans),
  };
};

export const coolantAt = ({ startUs, targetC, offsetC, ratePerUs, settledUs }: Coolant, us: number): number =>
  us >= settledUs ? targetC : targetC + offsetC * exp(-ratePerUs * (us - startUs));

/** When the coolant is at a temperature on its way: its start if that lies behind it, Infinity if it settles before. */
export const coolantReachesUs = (coolant: Coolant, temperatureC: number): number => {
  const share = (temperatureC - coolant.targetC) / coolant.offsetC;
  if (share >= 1) return coolant.startUs;
  if (!(share > 0)) return Number.POSITIVE_INFINITY;
  const us = coolant.startUs - log(share) / coolant.ratePerUs;
  return us < coolant.settledUs ? Math.ceil(us) : Number.POSITIVE_INFINITY;
};

/** The temperature of a loop's cards from an instant on, until its power, its flow or its coolant's target changes. */
export interface Trajectory {
  readonly startUs: number;
  readonly startC: number;
  /** P/G: how far above its coolant a card comes to rest. */
  readonly riseC: number;
  readonly ratePerUs: number;
  readonly coolant: Coolant;
  /** How far the coolant still is from its target at the start. */
  readonly offsetC: number;
}

export const trajectoryFrom = (
  cooling: Cooling,
  startUs: number,
  startC: number,
  powerW: number,
  conductanceWPerK: number,
  coolant: Coolant,
): Trajectory => ({
  startUs,
  startC,
  riseC: powerW / conductanceWPerK,
  ratePerUs: relaxationRate(cooling, conductanceWPerK),
  coolant,
  offsetC: coolantAt(coolant, startUs) - coolant.targetC,
});

/** (e^(−λt) − e^(−kt)) / (k − λ) without cancellation or overflow, also where k = λ. */
const lag = (kPerUs: number, lambdaPerUs: number, spanUs: number): number => {
  const apart = Math.abs(kPerUs - lambdaPerUs);
  const slower = exp(-Math.min(kPerUs, lambdaPerUs) * spanUs);
  return apart === 0 ? spanUs * slower : (slower * -expm1(-apart * spanUs)) / apart;
};

/** While the coolant moves: T = T∞ + (T₀ − T∞)e^(−kt) + k·offset·(e^(−λt) − e^(−kt))/(k − λ). */
const rampingAt = ({ startUs, startC, riseC, ratePerUs, coolant, offsetC }: Trajectory, us: number): number =>
  relax(startC, coolant.targetC + riseC, ratePerUs, us - startUs) +
  ratePerUs * offsetC * lag(ratePerUs, coolant.ratePerUs, us - startUs);

/** The temperature at an instant not before the trajectory's start. */
export const temperatureAt = (trajectory: Trajectory, us: number): number => {
  const { startUs, startC, riseC, ratePerUs, coolant } = trajectory;
  const { settledUs, targetC } = coolant;
  if (us <= startUs) return startC;
  if (settledUs <= startUs) return relax(startC, targetC + riseC, ratePerUs, us - startUs);
  if (us <= settledUs) return rampingAt(trajectory, us);
  return relax(rampingAt(trajectory, settledUs), targetC + riseC, ratePerUs, us - settledUs);
};

/**
 * Where dT/dt = 0 while the coolant moves, at most once; NaN if nowhere. With D = T − T_coolant − P/G, which follows
 * D' = −kD + λ·offset·e^(−λt): e^((k−λ)t) = 1 + x with x = −D₀(k − λ)/(λ·offset).
 */
const turnUs = ({ startUs, startC, riseC, ratePerUs, coolant, offsetC }: Trajectory): number => {
  const scaled = -(startC - coolant.targetC - offsetC - riseC) / (coolant.ratePerUs * offsetC);
  const x = scaled * (ratePerUs - coolant.ratePerUs);
  return startUs + (x === 0 ? scaled : scaled * (log1p(x) / x));
};

/** Newton's method kept inside a bracket on which T is monotone and that ends beyond the threshold. */
const rootUs = (
  trajectory: Trajectory,
  fromUs: number,
  toUs: number,
  thresholdC: number,
  direction: 1 | -1,
): number => {
  const { ratePerUs, riseC, coolant } = trajectory;
  let low = fromUs;
  let high = toUs;
  let us = (low + high) / 2;
  let moved = high - low;
  for (let round = 0; round < 128 && moved > 1e-3; round++) {
    const temperatureC = rampingAt(trajectory, us);
    if (direction * (temperatureC - thresholdC) < 0) low = us;
    else high = us;
    const slope = ratePerUs * (coolantAt(coolant, us) + riseC - temperatureC);
    const guess = us - (temperatureC - thresholdC) / slope;
    // A step that leaves the bracket, or does not halve the last one, is replaced by a bisection.
    const next = guess > low && guess < high && Math.abs(guess - us) < moved / 2 ? guess : (low + high) / 2;
    moved = Math.abs(next - us);
    us = next;
  }
  return us;
};

const wholeUs = (us: number): number => (us <= Number.MAX_SAFE_INTEGER ? Math.ceil(us) : Number.POSITIVE_INFINITY);

/**
 * The first whole µs at which the temperature has reached a threshold from below (1) or from above (−1): the start if
 * it is already there, Infinity if it never gets there (an equilibrium that is only approached is never reached).
 */
export const crossingUs = (trajectory: Trajectory, thresholdC: number, direction: 1 | -1): number => {
  const { startUs, startC, riseC, ratePerUs, coolant, offsetC } = trajectory;
  const reached = (temperatureC: number): boolean => direction * (temperatureC - thresholdC) >= 0;
  if (reached(startC)) return startUs;
  const restC = coolant.targetC + riseC;
  // It is drawn to where it would rest, now or once the coolant has settled, and never gets beyond both.
  const farthestC = offsetC * direction > 0 ? restC + offsetC : restC;
  if (direction * (farthestC - thresholdC) < -SURE_C) return Number.POSITIVE_INFINITY;
  let fromUs = startUs;
  let fromC = startC;
  if (coolant.settledUs > startUs) {
    const turn = turnUs(trajectory);
    const ends = turn > startUs && turn < coolant.settledUs ? [turn, coolant.settledUs] : [coolant.settledUs];
    for (const endUs of ends) {
      const endC = rampingAt(trajectory, endUs);
      if (reached(endC)) return wholeUs(rootUs(trajectory, fromUs, endUs, thresholdC, direction));
      fromUs = endUs;
      fromC = endC;
    }
  }
  if (direction * (restC - thresholdC) <= 0) return Number.POSITIVE_INFINITY;
  return wholeUs(fromUs + log((fromC - restC) / (thresholdC - restC)) / ratePerUs);
};
