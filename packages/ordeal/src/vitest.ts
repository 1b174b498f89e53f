/** The hunt as tests of vitest, and what reads experiments for them. */
export { readCounterexample, readExperiment } from "@ordeal/cli";
export { everyTimelineWithin, type Kept, type SingleKept, thisTimeline } from "@ordeal/explorer/vitest";
