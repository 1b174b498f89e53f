import { type FaultSpec, instantUs } from "@ordeal/model";
import type { Allowance } from "../allowance.ts";
import { lasts, type ScriptedFaults, type Stage } from "../timeline.ts";
import type { Dice } from "./dice.ts";
import { drawDuration, drawTarget, nearestChoice, parametersOf } from "./fault.ts";

interface Bounds {
  readonly stage: Stage;
  readonly allowance: Allowance;
}

type Draft = { -readonly [P in keyof FaultSpec]: FaultSpec[P] };

/**
 * Bends any timeline into one that the budget allows: what is too many is left out, what strikes at other times is moved,
 * what strikes more than one component strikes one. A fault that waits for an event strikes when it strikes: whether
 * that was allowed shows in the trial.
 */
export const adapt = (timeline: ScriptedFaults, bounds: Bounds, dice: Dice): ScriptedFaults => {
  const kept: Array<FaultSpec> = [];
  for (const fault of timeline) {
    if (bounds.allowance.hasRoom(kept, fault.kind)) kept.push(fitFault(fault, bounds, dice));
  }
  return spread(kept, bounds);
};

const fitFault = (fault: FaultSpec, bounds: Bounds, dice: Dice): FaultSpec => {
  const { id, kind, at, on, every, target } = fault;
  const isOne = target?.by === "address" ? !target.written.includes("*") : target?.by === "draw" && target.count === 1;
  const fits = isOne && target !== undefined && bounds.allowance.allowsTarget(kind, target);
  const strikes = fits ? target : drawTarget(kind, bounds, dice);
  const { from, to } = bounds.allowance.durations;
  const fitted: Draft = id === undefined ? { kind } : { id, kind };
  if (strikes !== undefined) fitted.target = strikes;
  if (on === undefined) fitted.at = at ?? every?.from ?? 0;
  else fitted.on = on;
  if (lasts(kind))
    fitted.duration = Math.max(from, Math.min(to, fault.duration ?? drawDuration(bounds.allowance, dice)));
  for (const name of parametersOf(kind)) {
    const value = fault[name];
    if (value !== undefined && value !== false) Object.assign(fitted, { [name]: nearestChoice(name, value) });
  }
  return fitted;
};

/** Moves faults with instants apart, and together, as the budget says; those that no longer find room go. */
const spread = (timeline: ScriptedFaults, { stage, allowance }: Bounds): ScriptedFaults => {
  const { apart, within = Number.POSITIVE_INFINITY } = allowance.budget;
  const { firstUs, lastUs } = allowance;
  const timed = timeline
    .flatMap((fault) => (fault.at === undefined ? [] : [{ fault, atUs: instantUs(fault.at, stage.startsAt) ?? 0 }]))
    .sort((a, b) => a.atUs - b.atUs);
  const moved = new Map<FaultSpec, FaultSpec | undefined>();
  let beforeUs = Number.NEGATIVE_INFINITY;
  let openUs: number | undefined;
  for (const { fault, atUs } of timed) {
    const clampedUs = Math.min(Math.max(atUs, firstUs), lastUs);
    const us = Math.max(Math.min(clampedUs, (openUs ?? clampedUs) + within), beforeUs + apart);
    const hasRoom = us <= lastUs && us - (openUs ?? us) <= within;
    moved.set(fault, hasRoom ? (us === fault.at ? fault : { ...fault, at: us }) : undefined);
    if (!hasRoom) continue;
    openUs ??= us;
    beforeUs = us;
  }
  return timeline.flatMap((fault) => (moved.has(fault) ? (moved.get(fault) ?? []) : fault));
};
