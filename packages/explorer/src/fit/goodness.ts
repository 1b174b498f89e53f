import { type Stream, streamOf } from "@ordeal/simulator";

/** How well a law fits: Anderson and Darling's statistic, and how probably the law itself would give one as large. */
export interface Goodness {
  readonly statistic: number;
  readonly probability: number;
}

const SAMPLES = 499;
/** The statistic's law hardly depends on the size of the sample beyond some dozens: more would only take longer. */
const SIZE_MAX = 200;

/** So much of a large sample is tested: a law that no data ever follow to the last is refused with fewer as well. */
const TESTED_MAX = 20_000;

/** A sample, or every so many-th of it. */
export const testedPart = (values: Float64Array): Float64Array => {
  if (values.length <= TESTED_MAX) return values;
  const every = values.length / TESTED_MAX;
  return Float64Array.from({ length: TESTED_MAX }, (_, i) => values[Math.floor(i * every)] as number);
};

/** A² of values that would be uniform if the law were right (Anderson and Darling, JASA 49, 1954). */
export const andersonDarling = (shares: Float64Array): number => {
  const sorted = shares.toSorted();
  const n = sorted.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const below = Math.max(1e-300, sorted[i] as number);
    const above = Math.max(1e-300, 1 - (sorted[n - 1 - i] as number));
    sum += (2 * i + 1) * (Math.log(below) + Math.log(above));
  }
  return -n - sum / n;
};

/**
 * Tests a law whose parameters were fitted to the very sample: samples of the law are fitted in the same way, and their
 * statistics are what the sample's own is held against (parametric bootstrap; Stute et al., Metrika 40, 1993). The laws
 * here are families of scale and shape, so that the statistic's law depends on neither.
 */
export const goodnessOf = (
  shares: Float64Array,
  name: string,
  drawShares: (size: number, stream: Stream) => Float64Array,
): Goodness => {
  const statistic = andersonDarling(shares);
  const stream = streamOf(1, `fit/goodness/${name}`);
  const size = Math.min(SIZE_MAX, shares.length);
  let asLarge = 0;
  for (let sample = 0; sample < SAMPLES; sample++)
    if (andersonDarling(drawShares(size, stream)) >= statistic) asLarge++;
  return { statistic, probability: (1 + asLarge) / (1 + SAMPLES) };
};
