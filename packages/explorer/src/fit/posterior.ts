import { DURATION_US_MAX } from "@ordeal/model";
import type { Stream } from "@ordeal/simulator";
import { SHAPE_MAX, SHAPE_MIN } from "./arrival-law.ts";
import type { FittedHazard } from "./hazard.ts";
import type { Bounds, Estimated } from "./interval.ts";
import type { FittedPeriods } from "./periods.ts";
import type { FittedRepair } from "./repair-law.ts";

/** The 97.5 % point of the normal law: an interval of 95 % reaches so many standard deviations to each side. */
const SIDE = 1.959963984540054;

/** The lowest ratio of a repair's mean to its median: a lognormal law has one above 1. */
const MEAN_TO_MEDIAN_MIN = 1.01;

/**
 * A hazard as it may as well be, given what was seen: every number is drawn from about its 95 % interval, as a normal law
 * with a standard deviation to each side, on the scale of logarithms where all of the interval is above zero, and within
 * what a hazard may have. One draw decides on median and mean of a repair law, which lie high or low together.
 */
export const drawnHazard = (hazard: FittedHazard, stream: Stream): FittedHazard => {
  const { arrivals, burst, dispersedInterval, periods, rate, relapse, repair, spread } = hazard;
  const draw = (estimated: Estimated, most?: number, least?: number): Estimated =>
    drawn(estimated, stream.normal(), most, least);
  return {
    ...hazard,
    rate: draw({ value: rate.value, interval: dispersedInterval }),
    arrivals: arrivals === undefined ? undefined : { ...arrivals, shape: draw(arrivals.shape, SHAPE_MAX, SHAPE_MIN) },
    burst: burst === undefined ? undefined : { ...burst, probability: draw(burst.probability, 1) },
    relapse: relapse === undefined ? undefined : { ...relapse, probability: draw(relapse.probability, RELAPSE_MAX) },
    spread:
      spread?.lemons === undefined
        ? spread
        : { ...spread, lemons: { share: draw(spread.lemons.share, 1), faults: draw(spread.lemons.faults, 1) } },
    periods: periods === undefined ? undefined : drawnPeriods(periods, draw),
    repair: repair === undefined ? undefined : drawnRepair(repair, stream.normal()),
    kinds: hazard.kinds.map((kind) => ({
      ...kind,
      repair: kind.repair === undefined ? undefined : drawnRepair(kind.repair, stream.normal()),
    })),
  };
};

const drawnPeriods = (
  periods: FittedPeriods,
  draw: (estimated: Estimated, most: number) => Estimated,
): FittedPeriods => {
  const share = (estimated: Estimated | undefined) => (estimated === undefined ? undefined : draw(estimated, 1));
  return {
    ...periods,
    rateVariation: share(periods.rateVariation),
    ratePersistence: share(periods.ratePersistence),
    kindCorrelation: share(periods.kindCorrelation),
    repairCorrelation: share(periods.repairCorrelation),
  };
};

/** A certain relapse would never end. */
const RELAPSE_MAX = 0.95;

const drawnRepair = (repair: FittedRepair, normal: number): FittedRepair => {
  const medianUs = drawn(repair.medianUs, normal, DURATION_US_MAX / MEAN_TO_MEDIAN_MIN);
  const meanUs = drawn(repair.meanUs, normal, DURATION_US_MAX);
  const least = MEAN_TO_MEDIAN_MIN * medianUs.value;
  // What was no lognormal law stays none.
  const isSpread = repair.meanUs.value > repair.medianUs.value;
  return { ...repair, medianUs, meanUs: isSpread && meanUs.value < least ? { ...meanUs, value: least } : meanUs };
};

const drawn = (
  { value, interval }: Estimated,
  normal: number,
  most = Number.POSITIVE_INFINITY,
  least = 0,
): Estimated => {
  const [low, high] = interval;
  const moved =
    low > 0
      ? value * Math.exp(offset(0, [Math.log(low / value), Math.log(high / value)], normal))
      : value + offset(value, interval, normal);
  return { value: Math.min(most, Math.max(least, moved)), interval };
};

/** How far from the value so many standard deviations are; each side has its own. */
const offset = (value: number, [low, high]: Bounds, normal: number): number =>
  (normal * Math.max(0, normal > 0 ? high - value : value - low)) / SIDE;
