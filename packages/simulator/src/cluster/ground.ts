import type { Scenario } from "@ordeal/model";
import { memoized } from "../kernel/memoized.ts";
import { Placement } from "./placement.ts";
import { Topology } from "./topology.ts";

/** Where everything is in a scenario's cluster, and the job in it as it is placed at the start. */
export interface Ground {
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly placement: Placement;
}

/** The ground of a scenario, made once: checks, estimates and runs stand on it. */
export const groundOf = memoized((scenario: Scenario): Ground => {
  const { cluster, job, checkpoint, recovery } = scenario;
  const topology = new Topology(
    cluster,
    checkpoint.tiers.map(({ name }) => name),
  );
  return { scenario, topology, placement: new Placement(topology, job.nodes, recovery.spareScope === "supernode") };
});
