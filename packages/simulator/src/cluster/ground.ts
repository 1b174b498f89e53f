import type { Scenario } from "@ordeal/model";
import { Placement } from "./placement.ts";
import { Topology } from "./topology.ts";

/** Where everything is in a scenario's cluster, and the job in it as it is placed at the start. */
export interface Ground {
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly placement: Placement;
}

const grounds = new WeakMap<Scenario, Ground>();

/** The ground of a scenario, made once: checks, estimates and runs stand on it. */
export const groundOf = (scenario: Scenario): Ground => {
  const known = grounds.get(scenario);
  if (known !== undefined) return known;
  const made = makeGround(scenario);
  grounds.set(scenario, made);
  return made;
};

const makeGround = (scenario: Scenario): Ground => {
  const { cluster, job, checkpoint, recovery } = scenario;
  const topology = new Topology(
    cluster,
    checkpoint.tiers.map(({ name }) => name),
  );
  return { scenario, topology, placement: new Placement(topology, job.nodes, recovery.spareScope === "supernode") };
};
