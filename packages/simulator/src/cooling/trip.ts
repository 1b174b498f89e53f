import type { Cooling } from "@ordeal/model";
import type { LoopEffect } from "../fault/fault.ts";
import { ThermalLoop } from "./loop.ts";
import { conductanceAt, equilibrium } from "./thermal.ts";

/** More changes of a loop by itself than its governor has levels. */
const CHANGES_MAX = 1_000;

/**
 * How long a fault must last to trip a healthy loop whose cards are under load, in microseconds: 0 for a leak, Infinity
 * when the governor holds them below the trip for good.
 */
export const tripUs = (cooling: Cooling, { flow = 1, riseC = 0, leaks = false }: LoopEffect): number => {
  if (leaks) return 0;
  const loop = new ThermalLoop(
    cooling,
    0,
    equilibrium(cooling.coolantC, cooling.loadW, conductanceAt(cooling, 1)),
    true,
  );
  loop.setFlow(0, flow);
  loop.setInlet(0, riseC);
  loop.setWhole(0, false);
  for (let changes = 0; changes < CHANGES_MAX && loop.nextUs < Number.POSITIVE_INFINITY; changes++) {
    const atUs = loop.nextUs;
    if (loop.step() === "tripped") return atUs;
  }
  return Number.POSITIVE_INFINITY;
};
