import type { ComponentKind } from "@ordeal/model";
import type { World } from "../world.ts";

/** The experiment's limit that a scripted fault on these targets would exceed; `undefined` when it may strike. */
export const withheldBy = (
  world: World,
  component: ComponentKind,
  targets: ReadonlyArray<number>,
): string | undefined => {
  const { safety } = world.ground.scenario;
  if (safety === undefined) return undefined;
  const { maxConcurrentFaults = Number.POSITIVE_INFINITY, maxShareOfCards = 1 } = safety;
  const active = [...world.faults.active.scripted()];
  if (active.length >= maxConcurrentFaults) return "safety.maxConcurrentFaults";
  let cards = cardsOf(world, component, targets);
  for (const fault of active) cards += cardsOf(world, fault.component, fault.targets);
  return cards > maxShareOfCards * world.ground.topology.count("card") ? "safety.maxShareOfCards" : undefined;
};

/** The cards in or below a fault's targets; what has none, such as storage, counts none. */
const cardsOf = ({ ground }: World, component: ComponentKind, targets: ReadonlyArray<number>): number => {
  if (component === "card") return targets.length;
  let nodes = 0;
  for (const index of targets) {
    const [from, end] = ground.topology.nodesOf(component, index);
    nodes += end - from;
  }
  return nodes * ground.scenario.cluster.cardsPerNode;
};
