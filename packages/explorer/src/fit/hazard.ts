import { type ComponentKind, isRepaired } from "@ordeal/model";
import { type Arrivals, type FittedArrivals, fitArrivals } from "./arrival-law.ts";
import { type Bounds, dispersedInterval, type Estimated, poissonInterval } from "./interval.ts";
import { fitSpread, type Spread } from "./lemons.ts";
import { type FaultSort, type ObservedFault, type ObservedGroup, type ObservedWindow, spanOf } from "./observed.ts";
import { type FittedBurst, type FittedRelapse, fitBurst, fitRelapse, type Origins, originsOf } from "./origin.ts";
import type { TimedFault } from "./period-likeness.ts";
import { inOwnTime } from "./period-rates.ts";
import { type FittedPeriods, fitPeriods } from "./periods.ts";
import { type FittedRepair, fitRepair } from "./repair-law.ts";

/** Faults of one kind and cause. */
export interface FittedKind extends FaultSort {
  readonly faults: number;
  /** Faults of it a microsecond of a component in service, with the exact interval of a Poisson count. */
  readonly rate: Estimated;
  /** Its own repairs, where there are enough. */
  readonly repair: FittedRepair | undefined;
}

/** What the faults of one kind of component come to. Rates are a microsecond of a component in service. */
export interface FittedHazard {
  readonly component: ComponentKind;
  readonly target: string | undefined;
  readonly faults: number;
  readonly components: number | undefined;
  readonly spanUs: number;
  /** Component-microseconds in service: those under repair cannot fail. */
  readonly exposureUs: number;
  /** The share of the time that a component was out of service. */
  readonly downShare: number;
  readonly rate: Estimated;
  /** The same, where the law of the arrivals makes the count scatter more than Poisson's. */
  readonly dispersion: number;
  readonly dispersedInterval: Bounds;
  readonly kinds: ReadonlyArray<FittedKind>;
  /** Good and bad periods, where there are some; the arrivals are then those in the time of their rates. */
  readonly periods: FittedPeriods | undefined;
  readonly arrivals: FittedArrivals | undefined;
  readonly burst: FittedBurst | undefined;
  readonly relapse: FittedRelapse | undefined;
  readonly spread: Spread | undefined;
  readonly repair: FittedRepair | undefined;
  /** Faults that have no end, and nobody knows why. */
  readonly endsUnknown: number;
}

/** Fewer faults give a rate, with its wide interval, and nothing else. */
export const FAULTS_MIN = 10;
/** A cause has a repair law of its own from so many repairs on. */
const OWN_REPAIRS_MIN = 20;

/** Fits all laws to the faults of one kind of component. */
export const fitHazard = (group: ObservedGroup, relapseWithinUs: number): FittedHazard => {
  const { faults, windows } = group;
  const spanUs = spanOf(windows);
  const components = group.components ?? 1;
  const downUs = downtimeOf(group);
  // Where all were out of service all the time, nothing else is left to count.
  const exposureUs = components * spanUs > downUs ? components * spanUs - downUs : components * spanUs;
  const isPlenty = faults.length >= FAULTS_MIN;
  const seen = originsOf(faults, relapseWithinUs);
  const relapse = isPlenty
    ? fitRelapse(seen, relapseWithinUs, relapseByChance(group, seen, relapseWithinUs))
    : undefined;
  // Where chance explains them all, faults soon after a repair are faults like any others.
  const origins = relapse === undefined ? originsOf(faults, 0) : seen;
  const spread = isPlenty && group.drawn !== undefined ? fitSpread(countsOf(group, origins), group.drawn) : undefined;
  const burst = isPlenty ? fitBurst(origins) : undefined;
  const came = arrivalsIn(group, origins);
  const periods = isPlenty ? fitPeriods(came, windows, timedFaults(group, origins)) : undefined;
  const arrivals = isPlenty ? fitArrivals(steadied(came, periods)) : undefined;
  const perPeriod = periods === undefined ? 0 : (faults.length * periods.everyUs) / spanUs;
  const dispersion = dispersionOf(origins, arrivals, relapse) + (periods?.rateVariation?.value ?? 0) ** 2 * perPeriod;
  const per = (count: number): number => count / exposureUs;
  const interval = (of: Bounds): Bounds => [per(of[0]), per(of[1])];
  const repair = fitRepair(repairsOf(group, faults));
  return {
    component: group.component,
    target: group.target,
    faults: faults.length,
    components: group.components,
    spanUs,
    exposureUs,
    downShare: downUs / (components * spanUs),
    rate: { value: per(faults.length), interval: interval(poissonInterval(faults.length)) },
    dispersion,
    dispersedInterval: interval(dispersedInterval(faults.length, dispersion)),
    kinds: kindsOf(group, repair, per, interval),
    periods,
    arrivals,
    burst,
    relapse,
    spread,
    repair,
    endsUnknown: faults.filter(({ end }) => end === "unknown").length,
  };
};

const kindsOf = (
  group: ObservedGroup,
  ofAll: FittedRepair | undefined,
  per: (count: number) => number,
  interval: (of: Bounds) => Bounds,
): ReadonlyArray<FittedKind> => {
  const { sorts, faults } = group;
  const bySort = sorts.map((): Array<ObservedFault> => []);
  for (const fault of faults) bySort[fault.sort]?.push(fault);
  return sorts
    .map((sort, index) => {
      const own = bySort[index] ?? [];
      const repairs = repairsOf(group, own);
      const isTold = repairs.completeUs.length >= OWN_REPAIRS_MIN;
      const isAll = own.length === faults.length;
      return {
        ...sort,
        faults: own.length,
        rate: { value: per(own.length), interval: interval(poissonInterval(own.length)) },
        repair: isTold ? (isAll ? ofAll : fitRepair(repairs)) : undefined,
      };
    })
    .toSorted((a, b) => b.faults - a.faults);
};

/** How long the repairs of some faults took. */
export const repairsOf = ({ sorts, windows }: ObservedGroup, faults: ReadonlyArray<ObservedFault>) => {
  const complete: Array<number> = [];
  const censored: Array<number> = [];
  for (const { sort, end, atUs } of faults) {
    if (!isRepaired((sorts[sort] as FaultSort).kind)) continue;
    if (typeof end === "number") complete.push(end - atUs);
    else if (end === "open") censored.push(windowEnd(windows, atUs) - atUs);
  }
  return { completeUs: new Float64Array(complete), censoredUs: new Float64Array(censored) };
};

/** Arrivals in the time of their periods, where those have rates of their own. */
const steadied = (came: ReadonlyArray<Arrivals>, periods: FittedPeriods | undefined): ReadonlyArray<Arrivals> =>
  periods?.rateVariation === undefined
    ? came
    : inOwnTime(came, periods, {
        variation: periods.rateVariation.value,
        steadyDispersion: periods.steadyDispersion,
      });

/** Of so many faults what they have in common is asked; of more, of every so-manyth. */
const LIKENESS_FAULTS_MAX = 50_000;

/** Faults that came by themselves or upon a repair: those of one burst are often one event, and one repair. */
const timedFaults = (group: ObservedGroup, { of }: Origins): ReadonlyArray<TimedFault> => {
  const { sorts, windows, faults } = group;
  const repairs = sorts.map(() => 0);
  for (const { sort, end } of faults) if (typeof end === "number") repairs[sort] = (repairs[sort] as number) + 1;
  const step = Math.ceil(faults.length / LIKENESS_FAULTS_MAX);
  return faults.flatMap(({ sort, end, atUs }, i) => {
    if (i % step !== 0 || of[i] === "burst") return [];
    const isTimed = end !== "unknown" && isRepaired((sorts[sort] as FaultSort).kind);
    const endUs = end === "open" ? windowEnd(windows, atUs) : end;
    return {
      atUs,
      sort,
      isArrival: of[i] === "alone",
      lastsUs: isTimed ? (endUs as number) - atUs : undefined,
      law: (repairs[sort] as number) >= OWN_REPAIRS_MIN ? sort : -1,
    };
  });
};

/** The end of the window that an instant lies in. */
export const windowEnd = (windows: ObservedGroup["windows"], atUs: number): number =>
  windows.length === 1
    ? (windows[0] as ObservedWindow).toUs
    : (windows.find(({ fromUs, toUs }) => atUs >= fromUs && atUs < toUs)?.toUs ?? (windows.at(-1)?.toUs as number));

/** Component-microseconds out of service: of each component the union of its faults, as far as their ends are known. */
const downtimeOf = ({ faults, windows }: ObservedGroup): number => {
  const downUntilUs = new Map<number, number>();
  let downUs = 0;
  for (const { atUs, end, component } of faults) {
    if (component < 0 || end === "unknown") continue;
    const endUs = Math.min(windowEnd(windows, atUs), end === "open" ? Number.POSITIVE_INFINITY : end);
    const before = downUntilUs.get(component) ?? 0;
    downUs += Math.max(0, endUs - Math.max(atUs, before));
    downUntilUs.set(component, Math.max(before, endUs));
  }
  return downUs;
};

/** How many faults that are no relapse each node had. */
const countsOf = ({ faults }: ObservedGroup, { of }: Origins): ReadonlyArray<number> => {
  const counts = new Map<number, number>();
  faults.forEach(({ node }, i) => {
    if (node >= 0 && of[i] !== "relapse") counts.set(node, (counts.get(node) ?? 0) + 1);
  });
  return [...counts.values()];
};

/**
 * How probably a fault comes to a component within some time of its repair though it has nothing to do with it: by the
 * rate at which its own node has faults otherwise, for a node that fails often is also repaired often. That rate is taken
 * over the time that is not soon after a repair. Of a node's faults the one that was repaired does not tell how often
 * others come.
 */
const relapseByChance = (group: ObservedGroup, { of }: Origins, withinUs: number): number => {
  const { faults, windows, components = 1, drawn = 1 } = group;
  const counts = new Map<number, number>();
  const soonUs = new Map<number, number>();
  const nextUs = new Map<number, number>();
  for (let i = faults.length - 1; i >= 0; i--) {
    const { node, component, atUs, end } = faults[i] as ObservedFault;
    if (node < 0) continue;
    if (of[i] !== "relapse") counts.set(node, (counts.get(node) ?? 0) + 1);
    if (typeof end === "number") {
      const untilUs = Math.min(nextUs.get(component) ?? Number.POSITIVE_INFINITY, windowEnd(windows, atUs));
      const us = Math.max(0, Math.min(withinUs, untilUs - end));
      soonUs.set(node, (soonUs.get(node) ?? 0) + us);
    }
    nextUs.set(component, atUs);
  }
  const watchedUs = (components / drawn) * spanOf(windows);
  let [sum, repairs] = [0, 0];
  faults.forEach(({ node, end }, i) => {
    if (node < 0 || typeof end !== "number") return;
    const others = (counts.get(node) ?? 0) - (of[i] === "relapse" ? 0 : 1);
    const rate = Math.max(0, others) / Math.max(withinUs, watchedUs - (soonUs.get(node) ?? 0));
    sum += -Math.expm1(-rate * withinUs);
    repairs++;
  });
  return repairs === 0 ? 0 : sum / repairs;
};

const arrivalsIn = ({ windows }: ObservedGroup, { arrivalsUs }: Origins) =>
  windows.map(({ fromUs, toUs }) => ({
    atUs: arrivalsUs.filter((us) => us >= fromUs && us < toUs).map((us) => us - fromUs),
    spanUs: toUs - fromUs,
  }));

/**
 * The variance of the count of faults ÷ its mean: of a renewal process c² (Cox, Renewal Theory, 1962), c being the
 * coefficient of variation of the gaps, each arrival bringing B faults with its burst and relapses:
 * (c²·E[B]² + Var[B]) ÷ E[B]. A chain of relapses has a geometric length. Rates that vary from period to period add their
 * squared variation, times the faults of a period.
 */
const dispersionOf = (
  { arrivalsUs, of }: Origins,
  arrivals: FittedArrivals | undefined,
  relapse: FittedRelapse | undefined,
): number => {
  if (arrivals === undefined) return 1;
  const variation = arrivals.law === "weibull" ? arrivals.variation : 1;
  const q = relapse?.probability.value ?? 0;
  let [sum, squares, size, begun] = [0, 0, 0, 0];
  const close = () => {
    if (size === 0) return;
    sum += size;
    squares += size * size;
    begun++;
  };
  for (const origin of of) {
    if (origin === "relapse") continue;
    if (origin === "alone") {
      close();
      size = 1;
    } else size++;
  }
  close();
  const count = Math.max(1, begun, arrivalsUs.length);
  const mean = sum / count / (1 - q);
  const variance = (squares / count - (sum / count) ** 2) / (1 - q) ** 2 + ((sum / count) * q) / (1 - q) ** 2;
  return (variation ** 2 * mean ** 2 + variance) / mean;
};
