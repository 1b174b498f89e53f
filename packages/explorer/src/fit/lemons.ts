import type { Estimated } from "./interval.ts";
import { highest, profileInterval } from "./maximum.ts";
import { gammaAbove, logGamma } from "./special.ts";

/** How faults are spread over nodes. */
export interface Spread {
  readonly nodes: number;
  readonly faults: number;
  /** The share of the faults that the worst tenth of the nodes carries, and what chance alone would make of it. */
  readonly worstTenth: number;
  readonly worstTenthByChance: number;
  /** How probably nodes that are all alike would have counts as unequal. */
  readonly chance: number;
  /** How many nodes had so many faults, or more for the last, and how many would have by chance. */
  readonly counts: ReadonlyArray<{ readonly faults: number; readonly nodes: number; readonly byChance: number }>;
  /** Two sorts of nodes, where that is worth it: a share of the nodes carries a share of the faults. */
  readonly lemons: { readonly share: Estimated; readonly faults: Estimated } | undefined;
}

/** Fewer faults tell nothing of lemons. */
export const SPREAD_FAULTS_MIN = 20;
const CHANCE_MAX = 0.05;
/** Two parameters more have to raise the likelihood by so much: half of the 95 % point of χ² with two degrees. */
const GAIN_MIN = 5.991464547107979 / 2;

/** How unequal the counts of faults per node are; nodes without a fault count. `undefined` with too few faults. */
export const fitSpread = (counts: ReadonlyArray<number>, nodes: number): Spread | undefined => {
  const faults = counts.reduce((sum, count) => sum + count, 0);
  if (faults < SPREAD_FAULTS_MIN || nodes < 2) return undefined;
  const mean = faults / nodes;
  const histogram = histogramOf(counts, nodes);
  const squares = [...histogram].reduce((sum, [count, many]) => sum + many * (count - mean) ** 2, 0);
  // The index of dispersion: Σ (count − mean)² ÷ mean is χ² with n − 1 degrees where all are alike (Fisher, 1950).
  const chance = gammaAbove((nodes - 1) / 2, squares / mean / 2);
  return {
    nodes,
    faults,
    worstTenth: worstShare(histogram, nodes, faults),
    worstTenthByChance: worstShare(expectedHistogram(mean, nodes), nodes, faults),
    chance,
    counts: tableOf(histogram, expectedHistogram(mean, nodes)),
    lemons: chance < CHANCE_MAX ? fitLemons(histogram, mean) : undefined,
  };
};

/** How many nodes have each count, by count. */
type Histogram = ReadonlyMap<number, number>;

const histogramOf = (counts: ReadonlyArray<number>, nodes: number): Histogram => {
  const histogram = new Map<number, number>([[0, nodes - counts.length]]);
  for (const count of counts) histogram.set(count, (histogram.get(count) ?? 0) + 1);
  return histogram;
};

const expectedHistogram = (mean: number, nodes: number): Histogram => {
  const histogram = new Map<number, number>();
  const most = Math.ceil(mean + 12 * Math.sqrt(mean) + 12);
  for (let count = Math.max(0, Math.floor(mean - 12 * Math.sqrt(mean))); count <= most; count++) {
    histogram.set(count, nodes * Math.exp(logPoisson(count, mean)));
  }
  return histogram;
};

/** The share of all faults on the tenth of the nodes with the most; the node at the edge counts in part. */
const worstShare = (histogram: Histogram, nodes: number, faults: number): number => {
  let left = nodes / 10;
  let sum = 0;
  for (const [count, many] of [...histogram].sort(([a], [b]) => b - a)) {
    const taken = Math.min(left, many);
    sum += taken * count;
    left -= taken;
    if (left <= 0) break;
  }
  return sum / faults;
};

const ROWS_MAX = 9;

const tableOf = (histogram: Histogram, expected: Histogram): Spread["counts"] => {
  const highest = Math.max(...histogram.keys());
  const width = Math.ceil((highest + 1) / ROWS_MAX);
  const within = (of: Histogram, from: number, to: number): number =>
    [...of].reduce((sum, [count, many]) => sum + (count >= from && count < to ? many : 0), 0);
  return Array.from({ length: Math.ceil((highest + 1) / width) }, (_, row) => {
    const [from, to] = [row * width, (row + 1) * width > highest ? Number.POSITIVE_INFINITY : (row + 1) * width];
    return { faults: from, nodes: within(histogram, from, to), byChance: within(expected, from, to) };
  });
};

/** The share of all faults that the worst tenth of the nodes carries. */
export const worstTenthOf = (counts: ReadonlyArray<number>, nodes: number): number => {
  const faults = counts.reduce((sum, count) => sum + count, 0);
  return worstShare(histogramOf(counts, nodes), nodes, faults);
};

const logPoisson = (count: number, mean: number): number => count * Math.log(mean) - mean - logGamma(count + 1);

const SHARE_MIN = 1e-4;
const SHARE_MAX = 0.5;

/**
 * Two sorts of nodes, each with Poisson counts, by likelihood: a share s carries a share f of the faults, the mean of all
 * being what it is. Intervals by profile likelihood.
 */
const fitLemons = (histogram: Histogram, mean: number): Spread["lemons"] => {
  const likelihood = (share: number, faults: number): number => {
    const lemon = (faults * mean) / share;
    const other = ((1 - faults) * mean) / (1 - share);
    let sum = 0;
    for (const [count, many] of histogram) {
      if (many === 0) continue;
      const asLemon = Math.log(share) + logPoisson(count, lemon);
      const asOther = Math.log1p(-share) + logPoisson(count, other);
      const more = Math.max(asLemon, asOther);
      sum += many * (more + Math.log(Math.exp(asLemon - more) + Math.exp(asOther - more)));
    }
    return sum;
  };
  const forShare = (share: number) => highest((faults) => likelihood(share, faults), share, 1 - 1e-9, 1e-6);
  const forFaults = (faults: number) =>
    highest(
      (log) => likelihood(Math.exp(log), faults),
      Math.log(SHARE_MIN),
      Math.log(Math.min(SHARE_MAX, faults)),
      1e-6,
    );
  const profile = (share: number): number => forShare(share).value;
  const top = highest((log) => profile(Math.exp(log)), Math.log(SHARE_MIN), Math.log(SHARE_MAX), 1e-6);
  const share = Math.exp(top.at);
  const faults = forShare(share).at;
  const uniform = [...histogram].reduce((sum, [count, many]) => sum + many * logPoisson(count, mean), 0);
  if (top.value - uniform < GAIN_MIN) return undefined;
  return {
    share: { value: share, interval: profileInterval(profile, { at: share, value: top.value }, SHARE_MIN, SHARE_MAX) },
    faults: {
      value: faults,
      interval: profileInterval((f) => forFaults(f).value, { at: faults, value: top.value }, SHARE_MIN * 2, 1 - 1e-6),
    },
  };
};
