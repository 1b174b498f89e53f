import type { FaultKind } from "@ordeal/model";
import { endAll } from "./end-all.ts";
import type { Fault } from "./fault.ts";
import type { World } from "./world.ts";

/** A fault of the script; `sinceUs` is when it struck, `null` while it is armed. */
export interface InjectedFault {
  readonly faultId: string;
  /** The id it was injected under; another than its own when it is one of several repetitions. */
  readonly scriptId: string;
  readonly kind: FaultKind;
  readonly sinceUs: number | null;
}

/** The script's faults that may still strike, or are active, by id. */
export const injectedFaults = ({ armed, faults }: World): ReadonlyArray<InjectedFault> => {
  const injected: Array<InjectedFault> = [];
  for (const { id, kind, startUs, given } of faults.scripted()) {
    injected.push({ faultId: id, scriptId: given.scriptId ?? id, kind, sinceUs: startUs });
  }
  for (const { id, spec } of armed.values()) {
    if (!faults.hasOfScript(id)) injected.push({ faultId: id, scriptId: id, kind: spec.kind, sinceUs: null });
  }
  return injected.sort((a, b) => (a.faultId < b.faultId ? -1 : 1));
};

/** How many those are. */
export const injectedCount = ({ armed, faults }: World): number => {
  let count = faults.scriptedCount;
  for (const id of armed.keys()) if (!faults.hasOfScript(id)) count++;
  return count;
};

/** Disarms and ends several at once. Returns the ids of those that were there. */
export const healAll = (world: World, faultIds: Iterable<string>): ReadonlyArray<string> => {
  const healed: Array<string> = [];
  const struck: Array<Fault> = [];
  for (const faultId of new Set(faultIds)) {
    const wasArmed = world.armed.delete(faultId);
    const active = world.faults.ofScript(faultId);
    for (const fault of active) struck.push(fault);
    if (wasArmed || active.length > 0) healed.push(faultId);
  }
  endAll(world, struck);
  const ids = new Set(healed);
  world.replaced.heal(({ id }) => ids.has(scriptIdOf(id)), world.nowUs);
  return healed;
};

/** The script that a fault is of: its repetitions are called `ID#n`. */
export const scriptIdOf = (id: string): string => id.replace(/#\d+$/, "");
