import type { Cluster, FaultSpec, Hazard, Instant, Interval, Job, RepairLaw, Rung, Scenario } from "@ordeal/model";
import { builtIn } from "@ordeal/simulator";

type Checkpoint = Scenario["checkpoint"];
type Recovery = Scenario["recovery"];

/** What the simulator takes for the activation of spares when an experiment does not say; microseconds. */
const activationUs = { hot: 0, warm: 30_000_000, cold: 600_000_000 } as const;

/**
 * The same scenario on a longer clock: every time `t` becomes `times(t)`, and everything that has time in it follows by
 * `factor`: rates and bandwidths by its inverse, heat capacities in proportion. Policies become ladders, because the
 * built-in ones have times of their own.
 */
export const stretch = (scenario: Scenario, times: (us: number) => number, factor: number): Scenario => {
  const instant = (at: Instant): Instant =>
    typeof at === "number" ? times(at) : times((at.dateMs - (scenario.startsAt ?? 0)) * 1_000);
  const repair = (law: RepairLaw): RepairLaw => {
    if ("fixed" in law) return { fixed: times(law.fixed) };
    if ("exponential" in law) return { exponential: { mean: times(law.exponential.mean) } };
    return { lognormal: { median: times(law.lognormal.median), mean: times(law.lognormal.mean) } };
  };
  /** The keys of an object that hold times, stretched. */
  const some = <T extends object>(value: T, ...keys: ReadonlyArray<keyof T>): T => {
    const copy = { ...value };
    for (const key of keys) if (copy[key] !== undefined) copy[key] = times(copy[key] as number) as T[keyof T];
    return copy;
  };
  const cluster = (one: Cluster): Cluster => ({
    ...some(one, "failover"),
    storage: { read: one.storage.read / factor, write: one.storage.write / factor },
    cooling: {
      ...some(one.cooling, "inletTimeConstant"),
      heatCapacityJPerK: one.cooling.heatCapacityJPerK * factor,
    },
    repair: repair(one.repair),
  });
  const job = (one: Job): Job => ({
    ...some(one, "step"),
    ...(one.evaluation === undefined ? {} : { evaluation: some(one.evaluation, "takes") }),
    maintenance: one.maintenance.map(({ at, takes }) => ({ at: instant(at), takes: times(takes) })),
  });
  const interval = (one: Interval): Interval => (typeof one === "number" ? times(one) : one);
  const tier = (one: Checkpoint["tiers"][number]): Checkpoint["tiers"][number] => ({
    ...some(one, "stall", "persist", "load"),
    keep: some(one.keep, "every", "for"),
    ...(one.interval === undefined ? {} : { interval: interval(one.interval) }),
  });
  const checkpoint = (one: Checkpoint): Checkpoint => {
    const [first, ...others] = one.tiers;
    return { ...some(one, "mtbf"), interval: interval(one.interval), tiers: [tier(first), ...others.map(tier)] };
  };
  const ladder = ({ policy, restart }: Recovery): Recovery["policy"] => {
    if (typeof policy === "function") return policy;
    const rungs: ReadonlyArray<Rung> = typeof policy === "string" ? builtIn[policy](restart) : policy.ladder;
    const [first, ...others] = rungs.map((rung) => some(rung, "takes", "takesPerThousandCards"));
    if (first === undefined) throw new Error("a ladder without rungs");
    return { ladder: [first, ...others] };
  };
  const recovery = (one: Recovery): Recovery => ({
    ...some(one, "restart"),
    policy: ladder(one),
    detect: some(one.detect, "crash", "hang", "cut", "straggler", "corruption"),
    spareActivation: times(one.spareActivation ?? activationUs[one.spares]),
    ...(one.quarantine === undefined ? {} : { quarantine: some(one.quarantine, "window", "release") }),
  });
  const hazard = (one: Hazard): Hazard => {
    const { arrivals } = one;
    const [first, ...others] = one.kinds.map((kind) => ({
      ...some(kind, "up", "down", "detectAfter"),
      ...(kind.repair === undefined ? {} : { repair: repair(kind.repair) }),
    }));
    if (first === undefined) throw new Error("a hazard without kinds");
    return {
      ...one,
      kinds: [first, ...others],
      ...(one.rate === undefined ? {} : { rate: { ...one.rate, perUs: one.rate.perUs / factor } }),
      ...(one.life === undefined ? {} : { life: { weibull: some(one.life.weibull, "mean") } }),
      ...(typeof arrivals === "object" && "trace" in arrivals
        ? { arrivals: { trace: arrivals.trace.map(instant) } }
        : {}),
      ...(one.relapse === undefined ? {} : { relapse: some(one.relapse, "within") }),
      ...(one.repair === undefined ? {} : { repair: repair(one.repair) }),
    };
  };
  const fault = (one: FaultSpec): FaultSpec => ({
    ...some(one, "duration", "detectAfter", "up", "down"),
    ...(one.at === undefined ? {} : { at: instant(one.at) }),
    ...(one.on === undefined ? {} : { on: some(one.on, "after") }),
    ...(one.every === undefined ? {} : { every: some(one.every, "period", "from") }),
  });
  return {
    duration: times(scenario.duration),
    cluster: cluster(scenario.cluster),
    job: job(scenario.job),
    checkpoint: checkpoint(scenario.checkpoint),
    recovery: recovery(scenario.recovery),
    hazards: scenario.hazards.map(hazard),
    faults: scenario.faults.map(fault),
    changes: scenario.changes.map((change) => ({
      at: instant(change.at),
      ...(change.checkpoint === undefined ? {} : { checkpoint: checkpoint(change.checkpoint) }),
      ...(change.recovery === undefined ? {} : { recovery: recovery(change.recovery) }),
    })),
  };
};
