import {
  type FaultKind,
  type FaultParameters,
  type FaultSpec,
  faultKindNames,
  faultKinds,
  MINUTE_US,
  parameterChoices,
  SECOND_US,
  type Selector,
  selectAddress,
  soleTarget,
} from "@ordeal/model";
import { addressOf, isDrawn } from "../../arbitraries/target.ts";
import type { Allowance } from "../allowance.ts";
import { freshId, lasts, type ScriptedFaults, type Stage } from "../timeline.ts";
import type { Dice } from "./dice.ts";

/** The parameters that a hunt draws: all but how a corruption is found. */
type Drawn = Exclude<keyof FaultParameters, "stepsAfterLoad">;

const drawn = new Map<FaultKind, ReadonlyArray<Drawn>>(
  faultKindNames.map((kind) => [
    kind,
    Object.keys(faultKinds[kind].parameters).filter((name): name is Drawn => name !== "stepsAfterLoad"),
  ]),
);

export const parametersOf = (kind: FaultKind): ReadonlyArray<Drawn> => drawn.get(kind) ?? [];

/** Parameters for a kind. */
export const drawParameters = (kind: FaultKind, dice: Dice): FaultParameters =>
  Object.fromEntries(
    parametersOf(kind)
      .map((name) => [name, dice.pick<unknown>(parameterChoices[name])] as const)
      .filter(([, value]) => value !== undefined),
  );

/** The parameters of a kind that hurt most. */
export const gravest = (kind: FaultKind): FaultParameters =>
  Object.fromEntries(
    parametersOf(kind).map((name) => [name, name === "up" ? parameterChoices.up[0] : parameterChoices[name].at(-1)]),
  );

/** The choice nearest to a value that came from elsewhere; what is no number stays. */
export const nearestChoice = (name: Drawn, value: number | boolean): number | boolean => {
  if (typeof value === "boolean") return value;
  let best: number | undefined;
  for (const one of parameterChoices[name])
    if (typeof one === "number" && (best === undefined || Math.abs(one - value) < Math.abs(best - value))) best = one;
  return best ?? value;
};

/** One component for a kind to strike; `undefined` for a kind that strikes the only one there is. */
export const drawTarget = (
  kind: FaultKind,
  { stage, allowance }: { readonly stage: Stage; readonly allowance: Allowance },
  dice: Dice,
): Selector | undefined => {
  const given = allowance.selectorsOf(kind);
  if (given !== undefined) return dice.pick(given);
  const component = dice.pick(allowance.componentsOf(kind));
  if (component === soleTarget(kind)) return undefined;
  if (isDrawn(component) && dice.chance(0.5)) return { by: "draw", count: 1, component, of: "job" };
  const anywhere = () => dice.between(0, 1_000_000);
  return selectAddress(addressOf(component, [anywhere(), anywhere(), anywhere()], stage));
};

/** How long a fault lasts: short or long, as likely as not; whole seconds. */
export const drawDuration = ({ durations: { from, to } }: Allowance, dice: Dice): number => {
  const us = dice.chance(0.25) ? to : dice.magnitude(from, to);
  const grain = us > 10 * MINUTE_US ? MINUTE_US : SECOND_US;
  return Math.max(from, us - (us % grain));
};

/** A fault of a kind, less when it starts. */
export const drawFault = (
  kind: FaultKind,
  timeline: ScriptedFaults,
  place: { readonly stage: Stage; readonly allowance: Allowance },
  dice: Dice,
): FaultSpec => {
  const target = drawTarget(kind, place, dice);
  return {
    id: freshId(timeline, kind),
    kind,
    ...(target === undefined ? {} : { target }),
    ...(lasts(kind) ? { duration: drawDuration(place.allowance, dice) } : {}),
    ...drawParameters(kind, dice),
  };
};
