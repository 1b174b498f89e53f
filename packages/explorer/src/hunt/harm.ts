import { isHeld, type Metrics, measured, type Threshold } from "@ordeal/model";

/** How far a run is from one threshold. */
export interface Margin {
  readonly expression: string;
  /** In the metric's unit; `null` when there was nothing to measure. */
  readonly actual: number | null;
  /** What the undisturbed run comes to. */
  readonly undisturbed: number | null;
  readonly limit: number;
  readonly held: boolean | null;
  /**
   * −1 where the undisturbed run is, 0 at the limit, above 0 beyond it: the share of the room that was used up, so that
   * different metrics compare.
   */
  readonly harm: number;
}

/** Above 0, however little is lacking: what does not hold must not read as what does. */
const HARM_MIN = 1e-9;
const HARM_MAX = 1_000;

/** What a run is laid beside. */
export interface Baselines {
  /** The same run without the timeline; hazards strike it all the same. */
  readonly undisturbed: Metrics;
  /** The same run without faults of any origin: what a threshold of a twin is measured by. */
  readonly twin: Metrics;
}

/** How far a run is from each of its thresholds, the worst first. */
export const marginsOf = (
  metrics: Metrics,
  thresholds: ReadonlyArray<Threshold>,
  { undisturbed: without, twin }: Baselines,
): ReadonlyArray<Margin> =>
  thresholds
    // Without its baseline it has no limit.
    .filter(({ of }) => of !== "baseline")
    .map((threshold) => {
      const { expression, limit } = threshold;
      const actual = measured(metrics, threshold, twin);
      const undisturbed = measured(without, threshold, twin);
      const held = isHeld(metrics, threshold, twin);
      return { expression, actual, undisturbed, limit, held, harm: harmOf(threshold, actual, undisturbed, held) };
    })
    .sort((a, b) => b.harm - a.harm);

const harmOf = (
  { comparison, limit }: Threshold,
  actual: number | null,
  undisturbed: number | null,
  held: boolean | null,
): number => {
  if (actual === null || held === null) return -1;
  const isCeiling = comparison.startsWith("<");
  // Without faults there is no recovery to time: then the whole way to the limit is the room.
  const from = undisturbed ?? (isCeiling ? 0 : 2 * limit);
  const room = isCeiling ? limit - from : from - limit;
  const beyond = isCeiling ? actual - limit : limit - actual;
  const scale = room > 0 ? room : Math.max(Math.abs(limit), HARM_MIN);
  const harm = Math.min(beyond / scale, HARM_MAX);
  return held ? Math.min(harm, 0) : Math.max(harm, HARM_MIN);
};
