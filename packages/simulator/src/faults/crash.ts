import { always, type FaultBehaviour } from "./behaviour.ts";

/** Fail-stop: `card.crash`, `node.crash` and `power.rack` differ only in how many nodes they take. */
export const crash: FaultBehaviour = {
  stopsJob: always,
  healsApart: true,
  strike(world, fault) {
    for (const index of fault.targets) {
      const [from, end] = world.plan.topology.nodesOf(fault.component, index);
      world.takeDown(from, end, fault, fault);
    }
  },
  heal(world, fault) {
    world.letGo(fault);
  },
};
