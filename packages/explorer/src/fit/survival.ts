/** How long things last, some of which were not seen to their end. */
export interface Survival {
  /** The mean, as if the longest of all ended when it was last seen: a lower bound where that one was censored. */
  readonly meanUs: number;
  /** The standard deviation ÷ the mean, likewise. */
  readonly spread: number;
  /** The time by which this share has ended; the longest that was seen where the record does not reach as far. */
  readonly quantile: (share: number) => number;
  /** The share that lasts longer than this. */
  readonly shareAbove: (us: number) => number;
}

/** The estimate of Kaplan and Meier (JASA 53, 1958): the share that survives falls at each end by those still at risk. */
export const kaplanMeier = (completeUs: Float64Array, censoredUs: Float64Array): Survival => {
  const complete = completeUs.toSorted();
  const censored = censoredUs.toSorted();
  const n = complete.length + censored.length;
  const times: Array<number> = [];
  const shares: Array<number> = [];
  let [meanUs, squares, beforeUs, left, passed] = [0, 0, 0, 1, 0];
  for (let i = 0; i < complete.length; ) {
    const us = complete[i] as number;
    let ends = 0;
    while (i + ends < complete.length && complete[i + ends] === us) ends++;
    while (passed < censored.length && (censored[passed] as number) < us) passed++;
    const atRisk = n - i - passed;
    meanUs += left * (us - beforeUs);
    squares += left * (us - beforeUs) * (us + beforeUs);
    left *= 1 - ends / atRisk;
    beforeUs = us;
    times.push(us);
    shares.push(1 - left);
    i += ends;
  }
  const lastUs = Math.max(beforeUs, censored.at(-1) ?? 0);
  meanUs += left * (lastUs - beforeUs);
  // E[X²] = ∫ 2x·S(x) dx.
  squares += left * (lastUs - beforeUs) * (lastUs + beforeUs);
  return {
    meanUs,
    spread: meanUs > 0 ? Math.sqrt(Math.max(0, squares / meanUs ** 2 - 1)) : 0,
    quantile: (share) => {
      const index = firstOf(shares, (one) => one >= share - 1e-12);
      return index < times.length ? (times[index] as number) : lastUs;
    },
    shareAbove: (us) => {
      const index = firstOf(times, (one) => one > us);
      return index === 0 ? 1 : 1 - (shares[index - 1] as number);
    },
  };
};

/** The first of a rising list that is far enough; as many as there are, when none is. */
const firstOf = (rising: ReadonlyArray<number>, isFar: (value: number) => boolean): number => {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isFar(rising[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
};
