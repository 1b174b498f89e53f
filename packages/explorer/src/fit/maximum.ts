import { type Interval, PROFILE_FALL } from "./interval.ts";
import { crossing } from "./special.ts";

const GOLDEN = (Math.sqrt(5) - 1) / 2;
const NARROWINGS = 80;

/** Where a function with one top is highest between two bounds, by golden section, and how high it is there. */
export const maximum = (
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance = 1e-9,
): { readonly at: number; readonly value: number } => {
  let [from, to] = [low, high];
  let left = to - GOLDEN * (to - from);
  let right = from + GOLDEN * (to - from);
  let [atLeft, atRight] = [f(left), f(right)];
  for (let n = 0; n < NARROWINGS && to - from > tolerance * (Math.abs(from) + Math.abs(to) + 1e-12); n++) {
    if (atLeft >= atRight) {
      to = right;
      right = left;
      atRight = atLeft;
      left = to - GOLDEN * (to - from);
      atLeft = f(left);
    } else {
      from = left;
      left = right;
      atLeft = atRight;
      right = from + GOLDEN * (to - from);
      atRight = f(right);
    }
  }
  return atLeft >= atRight ? { at: left, value: atLeft } : { at: right, value: atRight };
};

const GRID = 16;

/** The same for a function that may have several tops: golden section about the highest of some points. */
export const highest = (
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance?: number,
): { readonly at: number; readonly value: number } => {
  const step = (high - low) / GRID;
  let best = 0;
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i <= GRID; i++) {
    const value = f(low + i * step);
    if (value > top) [best, top] = [i, value];
  }
  return maximum(f, low + Math.max(0, best - 1) * step, low + Math.min(GRID, best + 1) * step, tolerance);
};

/** Where a profile likelihood lies within 1.92 of its top: the interval by the likelihood ratio (Wilks, 1938). */
export const profileInterval = (
  profile: (x: number) => number,
  top: { readonly at: number; readonly value: number },
  low: number,
  high: number,
): Interval => {
  const floor = top.value - PROFILE_FALL;
  const fine = (distance: number): number => distance * 1e-6;
  const from = profile(low) >= floor ? low : crossing(profile, floor, low, top.at, fine(top.at - low));
  const to = profile(high) >= floor ? high : crossing((x) => -profile(x), -floor, top.at, high, fine(high - top.at));
  return [from, to];
};
