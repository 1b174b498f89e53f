import type { Scenario } from "@ordeal/model";
import { type Ground, groundOf } from "./cluster/ground.ts";
import { type DrawRepairUs, repairOf } from "./hazards/repair.ts";
import { memoized } from "./kernel/memoized.ts";
import { type Settings, settingsOf } from "./settings.ts";

/** A scenario worked out once for all its runs: nothing in it depends on the seed. */
export interface PreparedScenario extends Ground {
  readonly endUs: number;
  readonly replicas: number;
  readonly replicasMin: number;
  readonly cardsPerReplica: number;
  /** How long a failed component takes to come back when its fault does not say. */
  readonly repair: DrawRepairUs;
  readonly settings: readonly [Settings, ...Array<Settings>];
}

export const prepareScenario = memoized((scenario: Scenario): PreparedScenario => {
  const { cluster, job } = scenario;
  const ground = groundOf(scenario);
  const cardsPerReplica = job.cardsPerReplica ?? cluster.cardsPerNode;
  const replicas = (job.nodes * cluster.cardsPerNode) / cardsPerReplica;
  return {
    ...ground,
    endUs: scenario.duration,
    replicas,
    replicasMin: job.replicasMin ?? replicas,
    cardsPerReplica,
    repair: repairOf(cluster.repair),
    settings: settingsOf(ground),
  };
});
