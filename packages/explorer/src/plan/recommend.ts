import type { Verdict } from "@ordeal/model";

/** A setting, as far as a recommendation looks at it. */
export interface Candidate {
  readonly verdict: Verdict;
  readonly effectiveThroughput: number;
  readonly spares: number | null;
  /** By which the cheaper one is preferred; `null` without prices. */
  readonly unitCost: number | null;
}

/** Which setting is recommended, and by what; `undefined` when none is known to hold the target. */
export interface Recommendation {
  readonly index: number;
  readonly by: "unit cost" | "effective throughput" | "spares";
  /** The next best of those that hold the target. */
  readonly next: number | undefined;
  /** How many hold it. */
  readonly holding: number;
}

/**
 * Of the settings that hold the target: the cheapest for what it gets done, where there are prices; else the one with the
 * highest effective throughput; of equals, the one with the fewest spares. Without a target every setting counts.
 */
export const recommend = (candidates: ReadonlyArray<Candidate>, hasTarget: boolean): Recommendation | undefined => {
  const holding = [...candidates.keys()].filter((index) => !hasTarget || candidates[index]?.verdict === "pass");
  const hasPrices = holding.every((index) => candidates[index]?.unitCost !== null);
  const order = (a: Candidate, b: Candidate): number =>
    (hasPrices ? (a.unitCost ?? 0) - (b.unitCost ?? 0) : 0) ||
    b.effectiveThroughput - a.effectiveThroughput ||
    (a.spares ?? Number.POSITIVE_INFINITY) - (b.spares ?? Number.POSITIVE_INFINITY);
  const [index, next] = holding.toSorted(
    (a, b) => order(candidates[a] as Candidate, candidates[b] as Candidate) || a - b,
  );
  if (index === undefined) return undefined;
  const [best, second] = [candidates[index], next === undefined ? undefined : candidates[next]];
  const isTie = second !== undefined && best?.effectiveThroughput === second.effectiveThroughput;
  return {
    index,
    by: hasPrices ? "unit cost" : isTie ? "spares" : "effective throughput",
    next,
    holding: holding.length,
  };
};
