import type { Scenario } from "./experiment.ts";

/**
 * The fault-free twin of a run, its control group, for every verb: the same scenario and seed with neither scripted
 * faults nor hazards. It saves as often: hazards still say how often an interval that follows from them comes.
 */
export const twinOf = <S extends Scenario>(
  scenario: S,
): S & { readonly faults: readonly []; readonly hazardsOff: true } => ({
  ...scenario,
  faults: [],
  hazardsOff: true,
});
