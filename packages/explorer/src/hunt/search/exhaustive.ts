import type { FaultKind, FaultSpec } from "@ordeal/model";
import { adapt } from "../draw/adapt.ts";
import { Dice } from "../draw/dice.ts";
import { drawFault } from "../draw/fault.ts";
import { phaseStarts } from "../draw/start.ts";
import type { ScriptedFaults } from "../timeline.ts";
import type { Trials } from "../trials.ts";

/** How many times each pair is tried: at the beginning of the phase, soon after, and as late as it may be. */
const PLACES = 3;

/**
 * Every pair of a kind and a phase, one after the other: for phases that only faults bring about, after each kind that
 * may bring them about. How many there are is the square of the kinds: for small scopes.
 */
export const everyPair = (trials: Trials, seed: number): ReadonlyArray<ScriptedFaults> => {
  const dice = new Dice(seed, "exhaustive");
  const { allowance, eventCounts } = trials;
  const midwayUs = Math.floor(trials.stage.duration / 2);
  const of = (kind: FaultKind, others: ScriptedFaults): FaultSpec => {
    const fault = drawFault(kind, others, trials, dice);
    return fault.duration === undefined ? fault : { ...fault, duration: allowance.durations.to };
  };
  const all: Array<ScriptedFaults> = allowance.kinds.map((kind) => [{ ...of(kind, []), at: midwayUs }]);
  for (const { event, needsFault, withinUs } of phaseStarts) {
    const often = eventCounts.get(event) ?? 0;
    if (!needsFault && often === 0) continue;
    for (let place = 0; place < PLACES; place++) {
      const after = Math.floor((withinUs * place * place) / (PLACES * PLACES));
      const on = (time: number) => ({ on: { event, time, after: after - (after % 1_000_000) } });
      for (const kind of allowance.kinds) {
        if (!needsFault) {
          all.push([{ ...of(kind, []), ...on(Math.max(1, often >> 1)) }]);
          continue;
        }
        for (const opener of allowance.kinds) {
          const first = { ...of(opener, []), at: midwayUs };
          if (!allowance.hasRoom([first], kind)) continue;
          all.push([first, { ...of(kind, [first]), ...on(1) }]);
        }
      }
    }
  }
  return all.map((timeline) => adapt(timeline, trials, dice)).filter((timeline) => timeline.length > 0);
};
