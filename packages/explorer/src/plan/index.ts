/**
 * Plans: which settings of an experiment hold the target, at what cost, and where one of two becomes the better.
 *
 * Map: `targets.ts` what must hold; `cost.ts` what a run costs; `difference.ts` two settings under the same faults;
 * `pareto.ts` settings that nothing beats; `race.ts` settings that are worth more runs; `recommend.ts` which to take; `bisect.ts` where an answer changes.
 */
export { Bisection, type Bracket, type Halving } from "./bisect.ts";
export { type Cost, costOf, sparesOf } from "./cost.ts";
export { differenceOf } from "./difference.ts";
export { type Merits, paretoFront } from "./pareto.ts";
export { type Racer, worthMoreRuns } from "./race.ts";
export { type Candidate, type Recommendation, recommend } from "./recommend.ts";
export { OFTEN, targetsOf } from "./targets.ts";
