import { type FaultSpec, instantUs, type Path, type RepairLaw, type Scenario, TRIGGERED_MAX } from "@ordeal/model";
import { type Ground, groundOf } from "./cluster/ground.ts";
import { type Hazard, rateOf } from "./hazards/rate.ts";
import { prepareScenario } from "./prepared-scenario.ts";
import type { Settings } from "./settings.ts";

/** One source of events in a run: `count` times something, each of which brings `eventsEach` changes of the cluster. */
export interface EventSource {
  /** Where the scenario says so. */
  readonly path: Path;
  /** What comes so often, in the plural: `saves of tier "storage"`. */
  readonly what: string;
  readonly count: number;
  readonly eventsEach: number;
  /** The span in which they come, in microseconds: one every `overUs ÷ count`. */
  readonly overUs: number;
}

/** How many changes of the cluster a run goes through, as far as can be told before it, the largest source first. */
export interface EstimatedEvents {
  readonly total: number;
  readonly sources: ReadonlyArray<EventSource>;
}

/** A save begins and blocks, it ends, and its copy is written. */
export const SAVE_EVENTS = 3;
/** A stop begins and ends. */
const STOP_EVENTS = 2;
/** A fault strikes and ends; the job stops, finds out, restarts, loads, steps again, and takes its node back. */
export const FAULT_EVENTS = 8;
/** A link goes down and comes up. */
const FLAP_EVENTS = 2;
/** What a fault strikes goes down and comes up. */
const TARGET_EVENTS = 2;

/**
 * Estimates the events of a run from the rhythms that its scenario gives: saves, evaluations and planned stops, hazards,
 * lives and flapping links, scripted faults. Steps are gone through in one leap and cost nothing. What depends on what
 * happens (a recovery that fails again and again) is not in it; a run counts its events as well.
 */
export const estimateEvents = (scenario: Scenario): EstimatedEvents => {
  const ground = groundOf(scenario);
  const sources = [
    ...saves(scenario),
    ...plannedStops(scenario),
    ...(scenario.hazardsOff === true
      ? []
      : scenario.hazards.flatMap((hazard, index) => hazards(hazard, index, ground))),
    ...scenario.faults.flatMap((fault, index) => scripted(fault, index, ground)),
  ].sort((a, b) => eventsOf(b) - eventsOf(a));
  return { total: sources.reduce((sum, source) => sum + eventsOf(source), 0), sources };
};

/** Changes of the cluster that come of one source. */
export const eventsOf = ({ count, eventsEach }: EventSource): number => count * eventsEach;

/** A tier saves at the first step boundary after its interval, and every cycle costs its stall besides. */
const saves = (scenario: Scenario): ReadonlyArray<EventSource> => {
  const phases: ReadonlyArray<Settings> = prepareScenario(scenario).settings;
  return phases.flatMap(({ atUs, tiers }, phase) => {
    const overUs = Math.max(0, Math.min(scenario.duration, phases[phase + 1]?.atUs ?? scenario.duration) - atUs);
    return tiers.map(({ tier, times, rhythm }, index) => {
      const stepUs = scenario.job.step;
      const steps = "steps" in rhythm ? rhythm.steps : Math.ceil(rhythm.us / stepUs);
      const cycleUs = steps * stepUs + times.stallUs;
      return {
        path: tier.interval === undefined ? ["checkpoint", "interval"] : ["checkpoint", "tiers", index, "interval"],
        what: `saves of tier "${tier.name}"`,
        count: overUs / cycleUs,
        eventsEach: SAVE_EVENTS,
        overUs,
      };
    });
  });
};

const plannedStops = ({ job, duration }: Scenario): ReadonlyArray<EventSource> => [
  ...(job.evaluation === undefined
    ? []
    : [
        {
          path: ["job", "evaluation"],
          what: "evaluations",
          count: duration / (job.evaluation.everySteps * job.step + job.evaluation.takes),
          eventsEach: STOP_EVENTS,
          overUs: duration,
        },
      ]),
  {
    path: ["job", "maintenance"],
    what: "maintenances",
    count: job.maintenance.length,
    eventsEach: STOP_EVENTS,
    overUs: duration,
  },
];

const hazards = (hazard: Hazard, index: number, ground: Ground): ReadonlyArray<EventSource> => {
  const { duration: overUs, cluster } = ground.scenario;
  const { perUs, perUsOf } = rateOf(hazard, ground);
  const path: Path = ["hazards", index];
  const repairUs = (own: RepairLaw | undefined) => meanUs(own ?? hazard.repair ?? cluster.repair);
  // A component that lives for so long is repaired before its next life.
  const share =
    hazard.life === undefined
      ? 1
      : hazard.life.weibull.mean / (hazard.life.weibull.mean + repairUs(hazard.kinds[0].repair));
  const count = perUs * overUs * share;
  const flaps = hazard.kinds.flatMap((kind, nth) =>
    kind.up !== undefined
      ? [flapping(kind, repairUs(kind.repair), (perUsOf[nth] ?? 0) * overUs, [...path, "kinds", nth], overUs)]
      : [],
  );
  const what = hazard.life === undefined ? `faults of hazard "${hazard.id}"` : `lives of hazard "${hazard.id}"`;
  return [{ path, what, count, eventsEach: FAULT_EVENTS, overUs }, ...flaps];
};

const scripted = (fault: FaultSpec, index: number, { scenario, topology }: Ground): ReadonlyArray<EventSource> => {
  const { duration: overUs, cluster } = scenario;
  const path: Path = ["faults", index];
  const count = strikesOf(fault, scenario);
  const lastsUs = fault.duration ?? meanUs(cluster.repair);
  const isOnce = fault.every === undefined && fault.on?.every !== true;
  const own = {
    path,
    what: isOnce ? "scripted fault" : "strikes of a scripted fault",
    count,
    eventsEach: FAULT_EVENTS + TARGET_EVENTS * (isOnce ? 1 : targetsOf(fault, topology)),
    overUs,
  };
  return fault.up !== undefined ? [own, flapping(fault, lastsUs, count, path, overUs)] : [own];
};

/** How often a link goes down that flaps, in so many faults. */
const flapping = (
  { up = 1, down = 1 }: { readonly up?: number; readonly down?: number },
  lastsUs: number,
  count: number,
  path: Path,
  overUs: number,
): EventSource => ({
  path,
  what: "times that a link flaps",
  count: (count * Math.min(lastsUs, overUs)) / (up + down),
  eventsEach: FLAP_EVENTS,
  overUs: Math.min(lastsUs, overUs),
});

/** How many components one strike takes. */
const targetsOf = ({ target }: FaultSpec, topology: Ground["topology"]): number => {
  if (target?.by === "draw") return Math.min(target.count, topology.count(target.component));
  return target?.by === "address" ? topology.matching(target.address).length : 1;
};

/** How often a scripted fault strikes at most. */
const strikesOf = ({ at, on, every }: FaultSpec, { duration, startsAt }: Scenario): number => {
  if (every !== undefined) {
    const { period, from = 0, times = Number.POSITIVE_INFINITY } = every;
    return Math.min(times, Math.max(0, Math.ceil((duration - from) / period)));
  }
  if (on?.every === true) return on.times ?? TRIGGERED_MAX;
  return at !== undefined && (instantUs(at, startsAt) ?? 0) >= duration ? 0 : 1;
};

const meanUs = (law: RepairLaw): number =>
  "fixed" in law ? law.fixed : "exponential" in law ? law.exponential.mean : law.lognormal.mean;
