import { DAY_US } from "@ordeal/model";
import type { Arrivals } from "./arrival-law.ts";
import type { Estimated } from "./interval.ts";
import type { ObservedWindow } from "./observed.ts";
import { type PeriodGrid, periodNumbers, wholeCounts } from "./period-grid.ts";
import { kindLikeness, type Likeness, normalScores, repairLikeness, type TimedFault } from "./period-likeness.ts";
import { fitRates, rateGain, steadyDispersionOf } from "./period-rates.ts";

/** Good and bad periods: how far their rates are spread, and what the kinds and repairs of one have in common. */
export interface FittedPeriods extends PeriodGrid {
  /** Arrivals of each whole period, and the variance of these counts ÷ their mean; what a steady rate would make of that. */
  readonly counts: ReadonlyArray<number>;
  readonly dispersion: number;
  readonly steadyDispersion: number;
  /** Standard deviation ÷ mean of the rates. `undefined` where chance may make the counts as unequal. */
  readonly rateVariation: Estimated | undefined;
  /** Correlation of a period's rate with that of the next; there where the rates vary. */
  readonly ratePersistence: Estimated | undefined;
  /** How probably two arrivals of a period are of one sort beyond chance. `undefined` where chance may make that. */
  readonly kindCorrelation: Estimated | undefined;
  /** Correlation of repairs of one period, on the scale of normals. `undefined` where chance may make it as large. */
  readonly repairCorrelation: Estimated | undefined;
}

/** So long may periods be, and after so much of their length may a record's first end. */
const LENGTHS_US = [7, 14, 28, 56].map((days) => days * DAY_US);
const PHASES = Array.from({ length: 8 }, (_, eighth) => eighth / 8);
/** Fewer whole periods, or arrivals in one, tell nothing. */
const PERIODS_MIN = 10;
const ARRIVALS_MIN = 5;
/** Something is taken as true of periods where chance would show it in about one record of a hundred. */
const CHANCE_MAX = 0.01 / LENGTHS_US.length / PHASES.length;

/**
 * Looks for periods of one week to eight: of those that the record tells of surely, the ones that make it most probable.
 * Repairs are compared by their normal scores among those of their own law, so that neither the law nor a few extremes
 * matter.
 */
export const fitPeriods = (
  arrivals: ReadonlyArray<Arrivals>,
  windows: ReadonlyArray<ObservedWindow>,
  faults: ReadonlyArray<TimedFault>,
): FittedPeriods | undefined => {
  const scores = [...Map.groupBy(faults, ({ law }) => law).values()].flatMap(normalScores);
  const came = faults.filter(({ isArrival }) => isArrival);
  const steadyByGaps = steadyDispersionOf(arrivals);
  const looked = gridsOf(arrivals).map((grid) => {
    const period = periodNumbers(windows, grid);
    const rates = rateGain(wholeCounts(arrivals, grid), steadyByGaps, CHANCE_MAX);
    const kinds = kindLikeness(came, period, CHANCE_MAX);
    const repairs = repairLikeness(scores, period, CHANCE_MAX);
    return { grid, rates, kinds, repairs, gain: rates + gainOf(kinds) + gainOf(repairs) };
  });
  const best = looked.reduce((one, other) => (other.gain > one.gain ? other : one), { gain: 0, ...nothing });
  if (best.grid === undefined) return undefined;
  const { grid, kinds, repairs } = best;
  const counts = wholeCounts(arrivals, grid).flat();
  const rates = best.rates > 0 ? fitRates(arrivals, grid, steadyByGaps) : undefined;
  return {
    ...grid,
    counts,
    dispersion: dispersionOf(counts),
    steadyDispersion: rates?.steadyDispersion ?? steadyByGaps,
    rateVariation: rates?.variation,
    ratePersistence: rates?.persistence,
    kindCorrelation: kinds?.estimated(),
    repairCorrelation: repairs?.estimated(),
  };
};

const nothing: {
  readonly grid?: PeriodGrid;
  readonly rates: number;
  readonly kinds?: Likeness | undefined;
  readonly repairs?: Likeness | undefined;
} = { rates: 0 };

const gainOf = (likeness: Likeness | undefined): number => likeness?.gain ?? 0;

const gridsOf = (arrivals: ReadonlyArray<Arrivals>): ReadonlyArray<PeriodGrid> =>
  LENGTHS_US.flatMap((everyUs) => PHASES.map((phase) => ({ everyUs, beginsUs: phase * everyUs }))).filter((grid) => {
    const counts = wholeCounts(arrivals, grid).flat();
    return counts.length >= PERIODS_MIN && sumOf(counts) >= ARRIVALS_MIN * counts.length;
  });

const dispersionOf = (counts: ReadonlyArray<number>): number => {
  const mean = sumOf(counts) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1) / mean;
};

const sumOf = (counts: ReadonlyArray<number>): number => counts.reduce((sum, count) => sum + count, 0);
