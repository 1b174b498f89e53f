import {
  type Checkpoint,
  checkpointBytes,
  faultKinds,
  type Interval,
  instantUs,
  MINUTE_US,
  type Recovery,
  type RecoveryPolicy,
  type Scenario,
  SECOND_US,
  type Tier,
} from "@ordeal/model";
import { type Rhythm, rhythmOf } from "./checkpoint/interval.ts";
import type { TierTimes } from "./checkpoint/tier.ts";
import { Placement } from "./cluster/placement.ts";
import { Topology } from "./cluster/topology.ts";
import { stopsJob } from "./faults/index.ts";
import { type DrawRepairUs, repairOf } from "./hazards/repair.ts";
import { policyOf } from "./policies/index.ts";

/** Settings that hold from some instant on, worked out. */
export interface Settings {
  readonly atUs: number;
  readonly tiers: ReadonlyArray<{ readonly tier: Tier; readonly times: TierTimes; readonly rhythm: Rhythm }>;
  readonly recovery: Recovery;
  readonly policy: RecoveryPolicy;
  readonly spareActivationUs: number;
  readonly changed: ReadonlyArray<string>;
}

/** A scenario worked out once for all its runs: nothing in it depends on the seed. */
export interface Plan {
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly placement: Placement;
  readonly endUs: number;
  readonly replicas: number;
  readonly replicasMin: number;
  readonly cardsPerReplica: number;
  /** How long a failed component takes to come back when its fault does not say. */
  readonly repair: DrawRepairUs;
  readonly settings: readonly [Settings, ...Array<Settings>];
}

const plans = new WeakMap<Scenario, Plan>();

export const planOf = (scenario: Scenario): Plan => {
  const known = plans.get(scenario);
  if (known !== undefined) return known;
  const plan = makePlan(scenario);
  plans.set(scenario, plan);
  return plan;
};

const makePlan = (scenario: Scenario): Plan => {
  const { cluster, job } = scenario;
  const topology = new Topology(
    cluster,
    scenario.checkpoint.tiers.map(({ name }) => name),
  );
  const cardsPerReplica = job.cardsPerReplica ?? cluster.cardsPerNode;
  const replicas = (job.nodes * cluster.cardsPerNode) / cardsPerReplica;
  return {
    scenario,
    topology,
    placement: new Placement(topology, job.nodes, scenario.recovery.spareScope === "supernode"),
    endUs: scenario.duration,
    replicas,
    replicasMin: job.replicasMin ?? replicas,
    cardsPerReplica,
    repair: repairOf(cluster.repair),
    settings: settingsOf(scenario, topology),
  };
};

const settingsOf = (scenario: Scenario, topology: Topology): readonly [Settings, ...Array<Settings>] => {
  const at = (atUs: number, checkpoint: Checkpoint, recovery: Recovery, changed: ReadonlyArray<string>): Settings => ({
    atUs,
    tiers: checkpoint.tiers.map((tier) => tierSettings(tier, checkpoint, scenario, topology)),
    recovery,
    policy: policyOf(recovery),
    spareActivationUs:
      recovery.spareActivation ?? { hot: 0, warm: 30 * SECOND_US, cold: 10 * MINUTE_US }[recovery.spares],
    changed,
  });
  let { checkpoint, recovery } = scenario;
  const all: [Settings, ...Array<Settings>] = [at(0, checkpoint, recovery, [])];
  const changes = scenario.changes
    .map((change) => ({ change, atUs: instantUs(change.at, scenario.startsAt) ?? 0 }))
    .sort((a, b) => a.atUs - b.atUs);
  for (const { change, atUs } of changes) {
    checkpoint = change.checkpoint ?? checkpoint;
    recovery = change.recovery ?? recovery;
    const changed = [...(change.checkpoint ? ["checkpoint"] : []), ...(change.recovery ? ["recovery"] : [])];
    all.push(at(atUs, checkpoint, recovery, changed));
  }
  return all;
};

const tierSettings = (tier: Tier, checkpoint: Checkpoint, scenario: Scenario, topology: Topology) => {
  const bytes = checkpointBytes(checkpoint);
  const { read, write } = scenario.cluster.storage;
  const by = (bandwidth: number) =>
    bytes === undefined || tier.medium !== "storage" ? 0 : Math.round((bytes / bandwidth) * SECOND_US);
  const times = { stallUs: tier.stall, persistUs: tier.persist ?? by(write), loadUs: tier.load ?? by(read) };
  const interval: Interval = tier.interval ?? checkpoint.interval;
  const mtbfUs = checkpoint.mtbf ?? mtbfOf(scenario, topology);
  return { tier, times, rhythm: rhythmOf(interval, times.stallUs, mtbfUs, scenario.job.step) };
};

/** Mean time between the hazards' job-stopping faults on the job's nodes, in microseconds; Infinity without any. */
export const mtbfOf = (scenario: Scenario, topology: Topology): number => {
  let perUs = 0;
  for (const hazard of scenario.hazards) {
    const weights = hazard.kinds.reduce((sum, { weight }) => sum + weight, 0);
    const stopping = hazard.kinds.reduce((sum, { kind, weight }) => sum + (stopsJob(kind) ? weight : 0), 0);
    perUs +=
      (fleetRatePerUs(hazard, topology, scenario.job.nodes) * shareOnJob(hazard, scenario, topology) * stopping) /
      weights;
  }
  return perUs === 0 ? Number.POSITIVE_INFINITY : 1 / perUs;
};

type Hazard = Scenario["hazards"][number];

/** The share of a hazard's faults that strike the job's nodes, as they are placed at the start. */
const shareOnJob = ({ target, kinds }: Hazard, { job }: Scenario, topology: Topology): number => {
  if (target?.by === "draw" && target.of === "job") return 1;
  if (target?.by === "draw" && target.of === "spares") return 0;
  if (kinds.every(({ kind }) => faultKinds[kind].targets[0] === "job")) return 1;
  return job.nodes / topology.nodes;
};

/**
 * Faults of a hazard in the whole fleet, a microsecond; for lives, in the long run. A rate per component counts the
 * components that the hazard's target leaves.
 */
export const fleetRatePerUs = (hazard: Hazard, topology: Topology, jobNodes: number): number => {
  const component = hazard.kinds[0] === undefined ? "node" : faultKinds[hazard.kinds[0].kind].targets[0];
  if (hazard.life !== undefined) return topology.count(component) / hazard.life.weibull.mean;
  if (hazard.rate === undefined) return 0;
  const { per, perUs } = hazard.rate;
  if (per === "fleet" || per === "job") return perUs;
  return perUs * topology.count(per === "link" ? "uplink" : per) * exposedShare(hazard, topology, jobNodes);
};

/** The share of the nodes that a hazard's target leaves. */
const exposedShare = ({ target }: Hazard, topology: Topology, jobNodes: number): number => {
  if (target === undefined || target.by === "slowest") return 1;
  const scope = target.by === "draw" ? target.of : target;
  if (scope === "cluster") return 1;
  if (scope === "job") return jobNodes / topology.nodes;
  if (scope === "spares") return 1 - jobNodes / topology.nodes;
  let nodes = 0;
  for (const index of topology.matching(scope.address)) {
    const [from, end] = topology.nodesOf(scope.address.component, index);
    nodes += end - from;
  }
  return nodes === 0 ? 1 : nodes / topology.nodes;
};
