/** Some of a sample's logarithms, as one: so many, and their mean. */
export interface Grouped {
  readonly logs: Float64Array;
  readonly weights: Float64Array;
}

/** How many groups a likelihood goes through, at most. */
const GROUPS_MAX = 10_000;

/**
 * The logarithms of a sample, as they are up to 10,000, beyond that neighbours together: what a group's spread adds to a
 * likelihood is of second order, and 10,000 groups leave none of it.
 */
export const compress = (logs: Float64Array): Grouped => {
  if (logs.length <= GROUPS_MAX) return { logs, weights: new Float64Array(logs.length).fill(1) };
  const sorted = logs.toSorted();
  const means = new Float64Array(GROUPS_MAX);
  const weights = new Float64Array(GROUPS_MAX);
  for (let group = 0; group < GROUPS_MAX; group++) {
    const from = Math.floor((group * sorted.length) / GROUPS_MAX);
    const to = Math.floor(((group + 1) * sorted.length) / GROUPS_MAX);
    let sum = 0;
    for (let i = from; i < to; i++) sum += sorted[i] as number;
    means[group] = sum / (to - from);
    weights[group] = to - from;
  }
  return { logs: means, weights };
};
