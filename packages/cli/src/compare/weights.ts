import type { Happened } from "@ordeal/model";

/** The digest of the weights at each step, as ranks gave it when they saved, and how many ranks there were. */
export interface Weights {
  readonly ranks: number;
  readonly digests: ReadonlyMap<string, string>;
}

/** The digests that a run's ranks gave; by rank and step, the last one. */
export const weightsOf = (happened: ReadonlyArray<Happened>, ranks: number): Weights => {
  const digests = new Map<string, string>();
  for (const one of happened) {
    if (!("record" in one)) continue;
    const { event, step, weights } = one.record as { event: string; step?: number; weights?: string };
    if ((event === "persist.end" || event === "done") && step !== undefined && weights !== undefined)
      digests.set(`rank ${one.process.rank} at step ${step}`, weights);
  }
  return { ranks, digests };
};

/** How the weights of a run compare with those of runs of the same job without its faults. */
export interface ComparedWeights {
  /** At how many places both gave a digest. */
  readonly compared: number;
  /** Where they are not the same. */
  readonly differing: ReadonlyArray<string>;
  /** Why they could not be compared; `undefined` where they could. */
  readonly why: string | undefined;
}

/**
 * Where the number of ranks and the data of a step are the same, faults change no bit of the weights: a run that went back
 * and did its steps again has, at each step, what a run has that nothing befell.
 */
export const compareWeights = (measured: Weights, others: ReadonlyArray<Weights>): ComparedWeights => {
  const alike = others.filter(({ ranks }) => ranks === measured.ranks);
  const differing = new Set<string>();
  let compared = 0;
  for (const { digests } of alike) {
    for (const [place, digest] of digests) {
      const own = measured.digests.get(place);
      if (own === undefined) continue;
      compared++;
      if (own !== digest) differing.add(place);
    }
  }
  const why =
    compared > 0
      ? undefined
      : measured.digests.size === 0
        ? "its ranks gave no digest of what they saved"
        : alike.length === 0
          ? "the other runs had another number of ranks"
          : "no other run saved at a step at which it did";
  return { compared, differing: [...differing], why };
};
