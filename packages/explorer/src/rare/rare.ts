import type { Scenario, Threshold } from "@ordeal/model";
import { openRun } from "@ordeal/simulator";
import { type Interval, meanOf } from "../campaign/interval.ts";
import { type Steer, steerTo } from "./distance.ts";
import { nearnessOf, totalsOf } from "./nearness.ts";
import type { Way } from "./path.ts";
import { estimateOnce, findLevels } from "./splitting.ts";

/** How likely it is that a run breaks a threshold. */
export interface RareEstimate {
  /** The mean of estimates that are independent of each other, each of them unbiased. */
  readonly probability: number;
  /** 95 %, by Student, of these estimates; `null` when no path broke the threshold, so that nobody can tell. */
  readonly interval: Interval | null;
  readonly estimates: ReadonlyArray<number>;
  /** How many levels lie on the way. */
  readonly levels: number;
}

export interface RareOptions {
  readonly firstSeed: number;
  /** How many paths start at each level, over all estimates. */
  readonly runs: number;
  readonly eventsMax?: number;
}

/** How many independent estimates tell how sure their mean is. */
export const ESTIMATES = 10;
/** Fewer paths than that find no levels. */
export const RARE_RUNS_MIN = 200;

/** Seeds of one estimate, far from those of the others. */
const APART = 100_000_000;

/**
 * Estimates how likely it is that a run breaks a threshold, down to very rare ones, by splitting: runs that came near
 * are forked where they are, and go on by other draws. The same options give the same figures. A generator: it yields after
 * each path, with the share that is done.
 *
 * Throws a `RangeError` for a threshold that there is nothing to steer by, see `steerTo`.
 */
export const estimateRare = function* (
  scenario: Scenario,
  threshold: Threshold,
  { firstSeed, runs, eventsMax = Number.POSITIVE_INFINITY }: RareOptions,
): Generator<number, RareEstimate> {
  const steer = steerTo(threshold, scenario.duration);
  if (typeof steer === "string") throw new RangeError(steer);
  const effort = Math.ceil(runs / ESTIMATES);
  const searchEffort = Math.max(effort, RARE_RUNS_MIN / 2);
  const seedOf = (nth: number) => (firstSeed + nth * APART) % 4_294_967_296;
  const way: Way = {
    scenario,
    threshold,
    distance: steer.distance,
    nearness: yield* telling(0, nearnessBy(steer, scenario, searchEffort, seedOf(ESTIMATES + 1), eventsMax)),
    eventsMax,
  };
  const levels = yield* telling(0, findLevels(way, searchEffort, seedOf(0)));
  const estimates: Array<number> = [];
  for (let nth = 1; nth <= ESTIMATES; nth++) {
    estimates.push(yield* telling(nth / (ESTIMATES + 1), estimateOnce(way, levels, effort, seedOf(nth))));
  }
  const { mean, from, to } = meanOf(estimates);
  const interval = mean === 0 ? null : { from: Math.max(0, from), to: Math.min(1, to) };
  return { probability: mean, interval, estimates, levels: levels.length };
};

/** Tells after each step of some work how much of the whole is done. */
const telling = function* <A>(share: number, work: Generator<void, A>): Generator<number, A> {
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    yield share;
  }
};

/** How near a distance is: as likely as whole runs show the rest to add what is missing, where it adds up; else itself. */
const nearnessBy = function* (
  { distance, brokenFrom }: Steer,
  scenario: Scenario,
  runs: number,
  firstSeed: number,
  eventsMax: number,
): Generator<void, Way["nearness"]> {
  if (brokenFrom === undefined) return (now) => now;
  const totals: Array<number> = [];
  for (let nth = 0; nth < runs; nth++) {
    const run = openRun(scenario, { seed: (firstSeed + nth) % 4_294_967_296, eventsMax });
    run.advance(run.endUs);
    totals.push(distance().see(run));
    yield;
  }
  return nearnessOf(totalsOf(totals), brokenFrom, scenario.duration);
};
