import { buckets, DAY_US, type Experiment, type RunResult } from "@ordeal/model";
import type { ReferenceResult } from "./run.ts";

type Figure = readonly [name: string, reference: unknown, simulated: unknown];

const maxOf = (list: ReadonlyArray<number>): number | null => (list.length === 0 ? null : Math.max(...list) / 1e6);

const figures = (reference: ReferenceResult, simulated: RunResult): ReadonlyArray<Figure> => [
  ...reference.stops.flatMap((stop, nth): ReadonlyArray<Figure> => {
    const other = simulated.interruptions[nth];
    return (["atUs", "faultId", "kind", "recoveryUs", "lostUs"] as const).map(
      (key): Figure => [`interruptions[${nth}].${key}`, stop[key], other?.[key]],
    );
  }),
  ["interruptions", reference.stops.length, simulated.interruptions.length],
  ...buckets.map((bucket): Figure => [`ledgerUs.${bucket}`, reference.ledgerUs[bucket], simulated.ledgerUs[bucket]]),
  ["faultsOnJob", reference.faultsOnJob, simulated.counts.faultsOnJob],
  ["recoveryTime.max", maxOf(reference.stops.map(({ recoveryUs }) => recoveryUs)), simulated.metrics.recoveryTime.max],
  ["lostWork.max", maxOf(reference.stops.map(({ lostUs }) => lostUs)), simulated.metrics.lostWork.max],
  ["nodesDown.mean", reference.nodesDownMean, simulated.metrics.nodesDown.mean],
  ["energy", reference.energyKWh, simulated.metrics.energy],
];

const isSame = (one: unknown, other: unknown): boolean =>
  typeof one === "number" && typeof other === "number" && !Number.isInteger(one)
    ? Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one))
    : one === other;

/** How far two worst windows may lie apart: the simulator spreads the stalls of its quiet saves evenly. */
const windowToleranceOf = ({ duration, checkpoint: { tiers } }: Experiment): number =>
  duration <= DAY_US ? 1e-8 : (2 * tiers.reduce((sum, { stall }) => sum + stall, 0)) / DAY_US + 1e-8;

/** The first figure in which two results differ, in words; nothing when they agree. */
export const differenceOf = (
  experiment: Experiment,
  reference: ReferenceResult,
  simulated: RunResult,
): string | undefined => {
  const say = ([name, one, other]: Figure) => `${name}: the reference says ${one}, the simulator ${other}`;
  const first = figures(reference, simulated).find(([, one, other]) => !isSame(one, other));
  if (first !== undefined) return say(first);
  const windows: Figure = ["worstWindow", reference.worstWindow, simulated.metrics.worstWindow];
  const apart = Math.abs(reference.worstWindow - (simulated.metrics.worstWindow ?? Number.NaN));
  return apart <= windowToleranceOf(experiment) ? undefined : say(windows);
};

/** The scenario as a file that `ordeal run` reads. */
export const reproduction = (written: object): string => JSON.stringify(written, null, 1);
