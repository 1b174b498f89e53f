import { kindOf } from "./kinds.ts";
import { type Fault, repairUsOf } from "./script.ts";
import type { World } from "./world.ts";

/** How long something takes to be found, unless the fault says. */
export const latencyOf = (world: World, { spec, kind }: Fault): number | undefined => {
  return spec.detectAfter ?? world.experiment.recovery.detect[kindOf(kind).found];
};

/** How many of these nodes of the job the usable spares could replace, given their scope. */
export const sparesFor = (world: World, nodes: ReadonlyArray<number>): number => {
  const spares = world.spares();
  if (world.experiment.recovery.spareScope === "anywhere") return spares.length;
  const { places } = world.hardware;
  const supernodes = new Set(nodes.map((node) => places.supernodeOf(node)));
  let sum = 0;
  for (const supernode of supernodes) {
    const isThere = (node: number) => places.supernodeOf(node) === supernode;
    sum += Math.min(nodes.filter(isThere).length, spares.filter(isThere).length);
  }
  return sum;
};

/** Takes a fault's nodes out of use, to be fixed from now on unless the fault says when it is over. */
export const takeOut = (world: World, fault: Fault): void => {
  if (fault.state !== "active") return;
  for (const node of fault.place.nodes) if (world.slots.includes(node)) fault.out.add(node);
  if (fault.endUs === Number.POSITIVE_INFINITY) fault.endUs = world.nowUs + repairUsOf(world.experiment);
};
