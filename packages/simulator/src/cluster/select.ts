import { type ComponentKind, type Selector, selectedComponent } from "@ordeal/model";
import type { Stream } from "../kernel/random.ts";
import type { World } from "../world.ts";

/** How often a draw is repeated before it gives up: every try hit something that is down, or taken already. */
const TRIES_MAX = 64;

/**
 * The components that a selector picks now. Draws avoid components whose nodes cannot be used, and never pick one twice;
 * they may come out short, or empty, when there is little left to draw from.
 */
export const select = (selector: Selector, world: World, streamOf: () => Stream): ReadonlyArray<number> => {
  switch (selector.by) {
    case "address":
      return world.ground.topology.matching(selector.address);
    case "slowest":
      return slowest(selector.component, world);
    case "draw": {
      const stream = streamOf();
      const picked = new Set<number>();
      for (let tries = 0; picked.size < selector.count && tries < TRIES_MAX * selector.count; tries++) {
        const index = drawOne(selector, world, stream);
        if (index >= 0 && isUp(selectedComponent(selector), index, world)) picked.add(index);
      }
      return [...picked];
    }
  }
};

type Draw = Extract<Selector, { readonly by: "draw" }>;

/** One component by chance; -1 where this draw found none. */
const drawOne = ({ component, of }: Draw, world: World, stream: Stream): number => {
  const { topology } = world.ground;
  if (of === "cluster") return stream.index(topology.count(component));
  return componentOf(component, drawNode(of, world, stream), world, stream);
};

/** Some component of a kind that lies in a node, or holds it; -1 for no node. */
export const componentOf = (component: ComponentKind, node: number, world: World, stream: Stream): number => {
  if (node < 0) return -1;
  const { topology } = world.ground;
  const each = topology.countIn(component);
  return topology.componentAt(component, node, each > 1 ? stream.index(each) : 0);
};

/** One node of the job, of the spares, or below an address; -1 where this draw found none. */
export const drawNode = (of: Exclude<Draw["of"], "cluster">, world: World, stream: Stream): number => {
  const { topology } = world.ground;
  if (of === "job") return world.fleet.nodeInSlot(stream.index(world.fleet.slotsTotal));
  if (of === "spares") {
    const node = stream.index(topology.nodes);
    return world.fleet.role(node) === "spare" ? node : -1;
  }
  const matching = topology.matching(of.address);
  const index = matching[stream.index(matching.length)];
  if (index === undefined) return -1;
  const [from, end] = topology.nodesOf(of.address.component, index);
  return end > from ? from + stream.index(end - from) : -1;
};

/** One of the spares that are there, however few they are among the nodes; -1 when there is none. */
export const drawSpare = (world: World, stream: Stream): number => {
  const { fleet, ground } = world;
  const { nodes } = ground.topology;
  const tries = fleet.sparesUsable === 0 ? 0 : TRIES_MAX * Math.ceil(nodes / fleet.sparesUsable);
  for (let tried = 0; tried < tries; tried++) {
    const node = stream.index(nodes);
    if (fleet.role(node) === "spare" && fleet.isUsable(node)) return node;
  }
  return -1;
};

/** Whether a component has a usable node, or needs none. */
export const isUp = (component: ComponentKind, index: number, world: World): boolean => {
  const { topology } = world.ground;
  const lone = topology.nodeOf(component, index);
  if (lone >= 0) return world.fleet.isUsable(lone);
  const [from, end] = topology.nodesOf(component, index);
  if (from === end) return true;
  for (let node = from; node < end; node++) if (world.fleet.isUsable(node)) return true;
  return false;
};

const slowest = (component: "card" | "node", world: World): ReadonlyArray<number> => {
  let best: { speed: number; card: number } | undefined;
  for (const [fault, speed] of world.stragglers) {
    const card = fault.targets[0];
    if (card !== undefined && (best === undefined || speed < best.speed)) best = { speed, card };
  }
  if (best === undefined) return [];
  return [component === "card" ? best.card : Math.floor(best.card / world.ground.topology.cardsPerNode)];
};
