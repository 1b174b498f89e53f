import type { Holder } from "../cluster/fleet.ts";
import type { Site } from "../cluster/site.ts";
import type { Fault } from "./fault.ts";
import type { FaultLife } from "./life.ts";

/** A fresh node takes the place of a failed one, at the same address: what ailed the old one is gone with it. */
export const renewNode = (site: Site, faults: FaultLife, node: number): void => {
  const { fleet, fabric, clock } = site;
  const isCutOff = fabric.isCutOff(node);
  const broken: Array<Fault> = [];
  for (const fault of faults.active.filter((one) => one.covers(node))) {
    const { component } = fault;
    const isItsOwn = component === "card" || component === "node" || component === "uplink";
    const cutsItOff = isCutOff && (component === "plane" || component === "tor");
    const isHolder = fleet.isHeldBy(node, fault);
    if (isHolder || cutsItOff || (isCutOff && component === "uplink")) broken.push(fault);
    if (isItsOwn || cutsItOff || isHolder) faults.end(fault);
  }
  const left = fleet.isUsable(node) ? none : [...fleet.holdersOf(node)];
  for (const holder of left) fleet.release(node, holder, clock.nowUs);
  sendAway(site, node, broken, left);
};

/** The broken node is down until its faults are mended, and what else held it lets go. */
const sendAway = (site: Site, node: number, faults: ReadonlyArray<Fault>, holders: ReadonlyArray<Holder>): void => {
  const { clock, replaced } = site;
  const waitsFor: Array<Holder> = [...holders];
  for (const fault of faults) if (fault.mendedUs > clock.nowUs) waitsFor.push(fault);
  replaced.add(node, waitsFor, clock.nowUs);
};

const none: ReadonlyArray<Holder> = [];
