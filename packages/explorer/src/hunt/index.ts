/**
 * The hunt: is there any timeline of faults within a budget that breaks the target, and which is the smallest?
 *
 * Map: `timeline.ts` what is searched for; `allowance.ts` what the budget allows; `timeline-problems.ts` what could never strike;
 * `trials.ts` one timeline put through the run; `harm.ts` how near it came; `coverage.ts` and `watch/` what the run was
 * going through when it was struck. `draw/` makes timelines, `search/` goes through them, `shrink/` makes the one that was
 * found simple, `story/` tells it.
 */
export { type Allowance, budgetOf, DEFAULT_BUDGET } from "./allowance.ts";
export type { Cell, Coverage } from "./coverage.ts";
export type { Margin } from "./harm.ts";
export { type Counterexample, counterexampleSettings, counterexampleText } from "./report/counterexample.ts";
export { evidenceOf } from "./report/evidence.ts";
export { pathFrom, TIMELINE_SUFFIX } from "./report/file.ts";
export { type FoundAt, parseFoundAt, printFoundAt } from "./report/found-at.ts";
export { coverageTable, hardnessText } from "./report/hardness.ts";
export { mergeReports, type SearchOutcome, type SearchReport, type Worst } from "./report/search.ts";
export { type Found, Hunt, type HuntOptions, type Share, type Strategy } from "./search/hunt.ts";
export { Shrinking, type Shrunk, shrink } from "./shrink/shrink.ts";
export { type Chapter, type Story, storyOf } from "./story/story.ts";
export { storyText } from "./story/text.ts";
export { faultInWords } from "./story/words.ts";
export { type ScriptedFaults, type Stage, stageOf } from "./timeline.ts";
export { timelineProblems } from "./timeline-problems.ts";
export { isBroken, type PhasedStrike, type Trial, Trials } from "./trials.ts";
export type { Phase } from "./watch/phase.ts";
