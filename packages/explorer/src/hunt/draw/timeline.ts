import type { FaultSpec } from "@ordeal/model";
import fc from "fast-check";
import { timeline as anyTimeline } from "../../arbitraries/timeline.ts";
import { freshId, type ScriptedFaults } from "../timeline.ts";
import type { Trials } from "../trials.ts";
import { adapt } from "./adapt.ts";
import type { Dice } from "./dice.ts";
import { drawFault } from "./fault.ts";
import { drawInstant, drawPhaseStart } from "./start.ts";

/** How many timelines fast-check makes at a time. */
const BATCH = 64;

/** Timelines by luck: fast-check's arbitraries, with some kinds switched off in each, bent to the budget. */
export class RandomTimelines {
  private readonly trials: Trials;
  private readonly dice: Dice;
  private readonly timelines: fc.Arbitrary<ScriptedFaults>;
  private batch: Array<ScriptedFaults> = [];

  constructor(trials: Trials, dice: Dice) {
    this.trials = trials;
    this.dice = dice;
    const { stage, allowance } = trials;
    this.timelines = anyTimeline(stage, { kinds: allowance.kinds, faultsMax: allowance.faultsMax });
  }

  next(): ScriptedFaults {
    if (this.batch.length === 0) this.batch = this.draw();
    return adapt(named(this.batch.pop() ?? []), this.trials, this.dice);
  }

  private draw(): Array<ScriptedFaults> {
    return fc.sample(this.timelines, { seed: this.dice.seed() | 0, numRuns: BATCH });
  }
}

/** The faults by names that people can read: what a fault draws hangs on its name, so that it gets it before it runs. */
const named = (timeline: ScriptedFaults): ScriptedFaults => {
  const faults: Array<FaultSpec> = [];
  for (const fault of timeline) faults.push({ ...fault, id: freshId(faults, fault.kind) });
  return faults;
};

/** A timeline whose first fault strikes at an instant and whose others are mostly aimed at what that brings about. */
export const aimedTimeline = (trials: Trials, dice: Dice): ScriptedFaults => {
  const { allowance } = trials;
  const faults: Array<FaultSpec> = [];
  for (let left = dice.between(1, allowance.faultsMax); left > 0; left--) {
    const kinds = allowance.roomIn(faults);
    if (kinds.length === 0) break;
    faults.push({ ...drawFault(dice.pick(kinds), faults, trials, dice), ...drawStart(trials, faults, dice) });
  }
  return adapt(faults, trials, dice);
};

/** Into a phase, or at an instant. */
export const drawStart = (trials: Trials, timeline: ScriptedFaults, dice: Dice) =>
  (dice.chance(timeline.length === 0 ? 0.3 : 0.7) ? drawPhaseStart(trials, timeline.length > 0, dice) : undefined) ??
  drawInstant(trials, dice);
