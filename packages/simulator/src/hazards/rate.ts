import {
  type ComponentKind,
  hazardRate,
  instantUs,
  rateComponent,
  type Scenario,
  struckComponent,
} from "@ordeal/model";
import type { Ground } from "../cluster/ground.ts";
import { jobNodesUnder, touchingJob } from "./reach.ts";

export type Hazard = Scenario["hazards"][number];

/**
 * Faults of a hazard a microsecond in the long run, in all and of each of its kinds; bursts and relapses included. Of a
 * trace, which has no rate, it is that of this run.
 */
export interface HazardRate {
  readonly perUs: number;
  readonly perUsOf: ReadonlyArray<number>;
}

/**
 * How often a hazard strikes. A rate per component counts, for each kind, the components that the hazard's target
 * leaves; for a kind that strikes the job itself those that are the job's: no software bug comes of an idle spare.
 */
export const rateOf = (hazard: Hazard, ground: Ground): HazardRate => {
  const counted = countedBy(hazard, ground);
  const total = hazard.kinds.reduce((sum, { weight }) => sum + weight, 0);
  const each = baseRatePerUs(hazard, ground);
  return {
    perUs: each * meanCounted(hazard, counted),
    perUsOf: hazard.kinds.map(({ weight }, index) => (each * (counted[index] as number) * weight) / total),
  };
};

/** Arrivals a microsecond: the hazard's rate less the bursts and relapses that it counts in. */
export const arrivalRatePerUs = (hazard: Hazard, ground: Ground): number =>
  (rateOf(hazard, ground).perUs * (1 - relapses(hazard))) / (1 + extras(hazard));

/** How often each kind of a hazard is drawn among the others, relative to its weight alone; at most 1. */
export const drawnShares = (hazard: Hazard, ground: Ground): ReadonlyArray<number> => {
  const counted = countedBy(hazard, ground);
  const most = Math.max(...counted);
  return counted.map((count) => (most === 0 ? 1 : count / most));
};

const extras = ({ burst }: Hazard): number => (burst === undefined ? 0 : burst.probability * burst.extra);
const relapses = ({ relapse }: Hazard): number => relapse?.probability ?? 0;

/** Faults a microsecond for each component that is counted; a trace's own over the run, with what they bring. */
const baseRatePerUs = (hazard: Hazard, { scenario }: Ground): number => {
  const { arrivals, life } = hazard;
  if (typeof arrivals === "object" && "trace" in arrivals) {
    const inside = arrivals.trace.filter((at) => (instantUs(at, scenario.startsAt) ?? 0) < scenario.duration);
    return (inside.length * (1 + extras(hazard))) / (1 - relapses(hazard)) / scenario.duration;
  }
  if (life !== undefined) return 1 / life.weibull.mean / (1 - relapses(hazard));
  return hazardRate(hazard)?.perUs ?? 0;
};

/** The mean over the kinds, by weight; the very number where all kinds count the same. */
const meanCounted = ({ kinds }: Hazard, counted: ReadonlyArray<number>): number => {
  const [first = 0] = counted;
  if (counted.every((count) => count === first)) return first;
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  return kinds.reduce((sum, { weight }, index) => sum + (counted[index] as number) * weight, 0) / total;
};

/** How many components each kind's faults come from; 1 where the rate is that of the whole fleet. */
const countedBy = (hazard: Hazard, ground: Ground): ReadonlyArray<number> =>
  hazard.kinds.map(({ kind }) => {
    const struck = struckComponent(kind, hazard.target);
    if (hazard.life !== undefined) return ground.topology.count(struck);
    const per = hazardRate(hazard)?.per ?? "fleet";
    if (per === "fleet" || per === "job") return 1;
    const component = rateComponent(per);
    return struck === "job" ? countedOfJob(hazard, component, ground) : countedInScope(hazard, component, ground);
  });

const countedInScope = ({ target }: Hazard, component: ComponentKind, { scenario, topology }: Ground): number => {
  const count = topology.count(component);
  if (target === undefined || target.by === "slowest") return count;
  const scope = target.by === "draw" ? target.of : target;
  const { nodes } = scenario.job;
  if (scope === "cluster") return count;
  if (scope === "job") return count * (nodes / topology.nodes);
  if (scope === "spares") return count * (1 - nodes / topology.nodes);
  let inside = 0;
  for (const index of topology.matching(scope.address)) {
    const [from, end] = topology.nodesOf(scope.address.component, index);
    inside += end - from;
  }
  return inside === 0 ? count : count * (inside / topology.nodes);
};

/** The components of a kind that hold nodes of the job, or lie in them, as far as the target leaves those. */
const countedOfJob = ({ target }: Hazard, component: ComponentKind, ground: Ground): number => {
  const count = touchingJob(component, ground);
  const scope = target === undefined || target.by === "slowest" ? "job" : target.by === "draw" ? target.of : target;
  if (scope === "job" || scope === "cluster") return count;
  if (scope === "spares") return 0;
  return count * (jobNodesUnder(scope.address, ground) / ground.scenario.job.nodes);
};
