import type { Verdict } from "@ordeal/model";
import type { Sample } from "../campaign/sample.ts";
import { differenceOf } from "./difference.ts";

/** A setting in a race, after as many runs as all others that are still in it. */
export interface Racer {
  readonly verdict: Verdict;
  readonly sample: Sample;
  readonly effectiveThroughput: number;
}

/**
 * Which settings of a race are worth more runs: none that surely fails the target; and, where only throughput decides, none
 * that is surely worse than one that surely holds it, seed by seed. So a race drops by its intervals, and never by rank
 * alone, as successive halving does: the best is lost only where an interval errs.
 */
export const worthMoreRuns = (racers: ReadonlyArray<Racer>, onlyThroughputDecides: boolean): ReadonlyArray<number> => {
  const alive = [...racers.keys()].filter((place) => racers[place]?.verdict !== "fail");
  const holding = alive.filter((place) => racers[place]?.verdict === "pass").map((place) => racers[place] as Racer);
  const best = holding.toSorted((a, b) => b.effectiveThroughput - a.effectiveThroughput)[0];
  if (!onlyThroughputDecides || best === undefined) return alive;
  return alive.filter((place) => {
    const racer = racers[place] as Racer;
    const difference =
      racer === best ? undefined : differenceOf(racer.sample, best.sample, { metric: "effectiveThroughput" });
    return difference === undefined || difference.to >= 0;
  });
};
