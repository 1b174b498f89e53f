import { type Stream, streamOf } from "@ordeal/simulator";
import { Path, type Way } from "./path.ts";

/** Of the paths that come to a level, about so many go on to the next. */
const GO_ON = 0.2;
/** Probabilities far below any that matter: 0.2^25 is 3 · 10⁻¹⁸. */
const LEVELS_MAX = 25;

/** Seeds that nobody else has, one after the other. */
class Seeds {
  private next: number;
  constructor(first: number) {
    this.next = first;
  }
  draw(): number {
    const seed = this.next;
    this.next = (this.next + 1) % 4_294_967_296;
    return seed;
  }
}

/** So many paths start from those that came to a level, each of which starts as many as the others, give or take one. */
const startFrom = (arrived: ReadonlyArray<Path>, count: number, seeds: Seeds, dice: Stream): ReadonlyArray<Path> => {
  const order = [...arrived];
  // Who starts one more is drawn: otherwise the first would count for more than the last.
  for (let place = order.length - 1; place > 0; place--) {
    const other = dice.index(place + 1);
    [order[place], order[other]] = [order[other] as Path, order[place] as Path];
  }
  return Array.from({ length: count }, (_, nth) => (order[nth % order.length] as Path).fork(seeds.draw()));
};

/**
 * Finds levels by paths of their own, so that about a fifth of those that come to one go on to the next: adaptive multilevel
 * splitting (Cérou and Guyader 2007). A generator, so that others have their turn: it yields after each path.
 */
export const findLevels = function* (
  way: Way,
  effort: number,
  firstSeed: number,
): Generator<void, ReadonlyArray<number>> {
  const seeds = new Seeds(firstSeed);
  const dice = streamOf(firstSeed, "rare levels");
  const levels: Array<number> = [];
  let paths: ReadonlyArray<Path> = Array.from({ length: effort }, () => Path.start(way, seeds.draw()));
  while (levels.length < LEVELS_MAX) {
    // How near each comes is known at its end; from where it was at the level it goes on, by going the way again.
    const ways = paths.map((path) => ({ path, seed: seeds.draw() }));
    const nearest: Array<number> = [];
    for (const { path, seed } of ways) {
      const ahead = path.fork(seed);
      ahead.advance(Number.POSITIVE_INFINITY);
      nearest.push(ahead.nearest);
      yield;
    }
    const sorted = nearest.toSorted((a, b) => b - a);
    const wanted = Math.floor(GO_ON * effort);
    if (sorted[wanted] === Number.POSITIVE_INFINITY) return levels;
    const before = levels.at(-1) ?? Number.NEGATIVE_INFINITY;
    const level = (sorted[wanted] ?? before) > before ? sorted[wanted] : sorted.findLast((one) => one > before);
    if (level === undefined || level === Number.POSITIVE_INFINITY) return levels;
    levels.push(level);
    const arrived: Array<Path> = [];
    for (const [nth, { path, seed }] of ways.entries()) {
      if ((nearest[nth] as number) < level) continue;
      const ahead = path.fork(seed);
      ahead.advance(level);
      arrived.push(ahead);
      yield;
    }
    paths = startFrom(arrived, effort, seeds, dice);
  }
  return levels;
};

/**
 * Estimates once how likely it is to break the threshold, through given levels: so many paths start at each, from where
 * those before arrived, and the shares that arrive are multiplied. Unbiased, whatever the levels are (fixed-effort splitting:
 * Garvels 2000, L'Ecuyer, Demers and Tuffin 2007), since each path goes on by draws of its own.
 */
export const estimateOnce = function* (
  way: Way,
  levels: ReadonlyArray<number>,
  effort: number,
  firstSeed: number,
): Generator<void, number> {
  const seeds = new Seeds(firstSeed);
  const dice = streamOf(firstSeed, "rare starts");
  let probability = 1;
  let paths: ReadonlyArray<Path> | undefined;
  for (const level of [...levels, Number.POSITIVE_INFINITY]) {
    const begun = paths;
    const arrived: Array<Path> = [];
    for (let nth = 0; nth < effort; nth++) {
      const path = begun === undefined ? Path.start(way, seeds.draw()) : (begun[nth] as Path);
      if (path.advance(level)) arrived.push(path);
      yield;
    }
    probability *= arrived.length / effort;
    if (arrived.length === 0) return 0;
    paths = startFrom(arrived, effort, seeds, dice);
  }
  return probability;
};
