/** One point of a picture: the share that lasts longer than this, as it was and as the law has it. */
export interface CurvePoint {
  readonly us: number;
  readonly observed: number;
  readonly fitted: number;
}

const POINTS = 9;

/** Round times, for people to read, from the shortest worth a line to the longest. */
const ROUND_US = [
  1_000,
  10_000,
  100_000,
  1e6,
  3e6,
  10e6,
  30e6,
  60e6,
  180e6,
  600e6,
  1_800e6,
  3_600e6,
  3 * 3_600e6,
  6 * 3_600e6,
  12 * 3_600e6,
  86_400e6,
  2 * 86_400e6,
  4 * 86_400e6,
  7 * 86_400e6,
  14 * 86_400e6,
  30 * 86_400e6,
  90 * 86_400e6,
  180 * 86_400e6,
  365 * 86_400e6,
];

/** The share that lasts longer than some round times, data beside law. */
export const curveOf = (
  observed: (us: number) => number,
  fitted: (us: number) => number,
): ReadonlyArray<CurvePoint> => {
  const all = ROUND_US.map((us) => ({ us, observed: observed(us), fitted: fitted(us) }));
  const worth = all.filter((point) => point.observed < 0.99 && point.observed > 0.001);
  if (worth.length <= POINTS) return worth;
  return Array.from(
    { length: POINTS },
    (_, i) => worth[Math.round((i * (worth.length - 1)) / (POINTS - 1))] ?? [],
  ).flat();
};

/** The share of a sorted sample that is greater than a value. */
export const shareAbove = (sorted: Float64Array, value: number): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return 1 - low / sorted.length;
};
