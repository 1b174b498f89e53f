/**
 * Incident timelines put through a simulated run: what happened, beside what the model says.
 *
 * Map: `stage.ts` makes an experiment ready for a timeline; `place.ts` puts a fault into the run, `aim.ts` and
 * `mapping.ts` find what it strikes there, `left-out.ts` counts what has no place. `feed.ts` injects a bounded number of
 * faults ahead of the run; `replay.ts` is the run. `story.ts` (with `slow-time.ts`,
 * `wait-time.ts` and `standstill.ts`) follows each fault by the journal,
 * `run-overview.ts` the run as a whole.
 */
export { FedRun, inOrder } from "./feed.ts";
export { LeftOut } from "./left-out.ts";
export { type Mapping, mappingMeanings, mappings } from "./mapping.ts";
export { type NotApplied, type Placed, Placing, type ReplayedFault, untimely } from "./place.ts";
export { openReplay, type PlacedTimeline, placeTimeline, placing, type ReplayOptions, replay } from "./replay.ts";
export { type Part, RunOverview } from "./run-overview.ts";
export { changesOf, replayStage, settingsLeftOut } from "./stage.ts";
export { type FaultStory, STORIES_MAX, StoryTeller } from "./story.ts";
