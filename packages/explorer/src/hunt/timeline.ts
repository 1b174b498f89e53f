import { type Experiment, type FaultKind, type FaultSpec, faultIdOf, isMomentary, type Scenario } from "@ordeal/model";

/** Faults in the order of their list: plain values, what an experiment's `faults` takes. Each has an id of its own. */
export type ScriptedFaults = ReadonlyArray<FaultSpec>;

/** An experiment without the faults that it scripts: what a hunt puts its timelines into. */
export type Stage = Experiment & { readonly faults: readonly [] };

export const stageOf = (experiment: Experiment): Stage => ({ ...experiment, faults: [] });

/** The scenario of a stage with a timeline in it. */
export const withTimeline = (stage: Stage, timeline: ScriptedFaults): Scenario => ({ ...stage, faults: timeline });

/** Whether a duration says anything about a kind. */
export const lasts = (kind: FaultKind): boolean => !isMomentary(kind);

/** Faults with the ids that they have in an experiment. */
export const withIds = (faults: ScriptedFaults): ScriptedFaults =>
  faults.map((fault, index) => ({ ...fault, id: faultIdOf(fault, index) }));

/** `card.crash-2`: an id that no fault of the timeline has. What a fault draws hangs on its id, so that ids never change. */
export const freshId = (timeline: ScriptedFaults, kind: FaultKind): string => {
  for (let nth = 1; ; nth++) {
    const id = `${kind}-${nth}`;
    if (!timeline.some((fault) => fault.id === id)) return id;
  }
};
