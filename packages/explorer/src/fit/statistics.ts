import { isRepaired, TimeWeighted } from "@ordeal/model";
import { gapsOf, shapeOf } from "./arrival-law.ts";
import { repairsOf, windowEnd } from "./hazard.ts";
import { worstTenthOf } from "./lemons.ts";
import { type FaultSort, type ObservedGroup, spanOf } from "./observed.ts";
import { originsOf } from "./origin.ts";
import { kaplanMeier } from "./survival.ts";

/** What a record is summed up in, to hold a simulated one against a real one. */
export const statisticNames = [
  "faults",
  "share of faults in the busiest tenth of the time",
  "shape of the gaps",
  "share of faults in bursts",
  "share of repairs followed by a fault",
  "share of faults on the worst tenth",
  "repair, median",
  "repair, mean",
  "repair, p90",
  "down at once, mean",
  "down at once, p99",
  "down at once, most",
] as const;
export type StatisticName = (typeof statisticNames)[number];

/** Durations in microseconds; `undefined` where a record cannot tell. */
export type RecordStatistics = Readonly<Partial<Record<StatisticName, number>>>;

/** Fewer gaps have no shape worth comparing. */
const GAPS_MIN = 5;

/** Sums up a record, real or simulated, in the same way. */
export const statisticsOf = (group: ObservedGroup, relapseWithinUs: number): RecordStatistics => {
  const { faults, windows, drawn } = group;
  const origins = originsOf(faults, relapseWithinUs);
  const gaps = gapsOf([{ atUs: origins.arrivalsUs, spanUs: spanOf(windows) }]);
  const repairs = repairsOf(group, faults);
  const survival = repairs.completeUs.length === 0 ? undefined : kaplanMeier(repairs.completeUs, repairs.censoredUs);
  const hasVictims = faults.some(({ node }) => node >= 0);
  const isSpread = drawn !== undefined && drawn > 1 && hasVictims;
  const down = survival === undefined || !hasVictims ? undefined : downAtOnce(group);
  const all: Record<StatisticName, number | undefined> = {
    faults: faults.length,
    "share of faults in the busiest tenth of the time": busiestTenth(group),
    "shape of the gaps": gaps.length < GAPS_MIN ? undefined : shapeOf(gaps),
    "share of faults in bursts": faults.length === 0 ? undefined : origins.sharedStarts / faults.length,
    "share of repairs followed by a fault": origins.repairs === 0 ? undefined : origins.followed / origins.repairs,
    "share of faults on the worst tenth": isSpread ? worstTenthOf(countsByNode(group), drawn) : undefined,
    "repair, median": survival?.quantile(0.5),
    "repair, mean": survival?.meanUs,
    "repair, p90": survival?.quantile(0.9),
    "down at once, mean": down?.mean ?? undefined,
    "down at once, p99": down?.p99 ?? undefined,
    "down at once, most": down?.max ?? undefined,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined && Number.isFinite(value)),
  ) as RecordStatistics;
};

/** Of ten equal parts of the time, the one with the most faults: what comes at a steady rate is spread evenly. */
const busiestTenth = ({ faults, windows }: ObservedGroup): number | undefined => {
  if (faults.length < 10) return undefined;
  const counts = new Array<number>(10).fill(0);
  for (const { atUs } of faults) {
    const tenth = Math.min(9, Math.floor((10 * atUs) / spanOf(windows)));
    counts[tenth] = (counts[tenth] as number) + 1;
  }
  return Math.max(...counts) / faults.length;
};

const countsByNode = ({ faults }: ObservedGroup): ReadonlyArray<number> => {
  const counts = new Map<number, number>();
  for (const { node } of faults) if (node >= 0) counts.set(node, (counts.get(node) ?? 0) + 1);
  return [...counts.values()];
};

/** How many components were out of service at once, weighted by time. */
const downAtOnce = ({ faults, windows, sorts }: ObservedGroup) => {
  const untilUs = new Map<number, number>();
  const changes: Array<readonly [atUs: number, change: number]> = [];
  for (const { atUs, end, component, sort } of faults) {
    if (component < 0 || end === "unknown" || !isRepaired((sorts[sort] as FaultSort).kind)) continue;
    const endUs = Math.min(windowEnd(windows, atUs), end === "open" ? Number.POSITIVE_INFINITY : end);
    const fromUs = Math.max(atUs, untilUs.get(component) ?? 0);
    if (endUs <= fromUs) continue;
    untilUs.set(component, endUs);
    changes.push([fromUs, 1], [endUs, -1]);
  }
  changes.sort(([a, one], [b, other]) => a - b || one - other);
  const time = new TimeWeighted();
  for (const [atUs, change] of changes) time.add(atUs, change);
  return time.statistics(spanOf(windows));
};
