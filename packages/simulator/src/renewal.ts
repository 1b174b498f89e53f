import type { Holder } from "./cluster/fleet.ts";
import type { Fault } from "./fault.ts";
import { Priority } from "./kernel/queue.ts";
import type { World } from "./world.ts";

/** A fresh node takes the place of a failed one, at the same address: what ailed the old one is gone with it. */
export const renewNode = (world: World, node: number): void => {
  const { fleet, fabric, nowUs } = world;
  const holders = new Set(fleet.holdersOf(node));
  const isCutOff = fabric.holds(holders);
  const broken: Array<Fault> = [];
  for (const fault of world.faults.list()) {
    if (!covers(world, fault, node)) continue;
    const { component } = fault;
    const isItsOwn = component === "card" || component === "node" || component === "uplink";
    const cutsItOff = isCutOff && (component === "plane" || component === "tor");
    const isHolder = holders.has(fault);
    if (isHolder || cutsItOff || (isCutOff && component === "uplink")) broken.push(fault);
    if (isItsOwn || cutsItOff || isHolder) world.end(fault);
  }
  const left = [...fleet.holdersOf(node)];
  for (const holder of left) fleet.release(node, holder, nowUs);
  sendAway(world, node, broken, left);
};

/** The broken node is down until its faults are mended, and what else held it lets go. */
const sendAway = (world: World, node: number, faults: ReadonlyArray<Fault>, holders: ReadonlyArray<Holder>): void => {
  const { nowUs, replaced, plan, queue } = world;
  const mended = faults.filter(({ mendedUs }) => mendedUs > nowUs);
  replaced.add(node, [...mended, ...holders], nowUs);
  for (const fault of mended) {
    if (fault.mendedUs >= plan.endUs) continue;
    const happen = () => replaced.release(node, fault, world.nowUs);
    queue.push({ atUs: fault.mendedUs, priority: Priority.heal, id: `${fault.id} mended`, happen });
  }
};

const covers = (world: World, fault: Fault, node: number): boolean => {
  for (const one of world.nodesOf(fault)) if (one === node) return true;
  return false;
};
