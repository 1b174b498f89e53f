import type { Exposure } from "@ordeal/model";
import type { FaultNature } from "../fault/fault.ts";
import type { World } from "../world.ts";

/**
 * Why a hazard's fault that would strike now finds nothing exposed to it; `undefined` when it strikes. Unless the hazard
 * says when it is exposed, hardware always is, and a process as long as the job has processes; an idle spare runs none.
 */
export const whyNotExposed = (
  world: World,
  { behaviour, component }: FaultNature,
  index: number,
  exposed?: Exposure,
): string | undefined => {
  const isProcess = behaviour.needsProcesses === true;
  switch (exposed ?? (isProcess ? "while the job has processes" : "always")) {
    case "always":
      return undefined;
    case "while the job has processes":
      if (!world.controls.hasProcesses) return "the job has no processes";
      break;
    case "while stepping":
      world.job.sync();
      if (world.job.mode !== "stepping") return "the job does not step";
      break;
  }
  return isProcess && !runsOn(world, component, index) ? "no process of the job runs there" : undefined;
};

const runsOn = ({ ground, fleet }: World, component: FaultNature["component"], index: number): boolean => {
  const [from, end] = ground.topology.nodesOf(component, index);
  for (let node = from; node < end; node++) if (fleet.isInJob(node)) return true;
  return from === end;
};
