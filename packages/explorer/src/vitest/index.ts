/**
 * The hunt as tests. `everyTimelineWithin` registers a test that holds for every timeline of faults within a budget, as
 * far as a search can tell; `thisTimeline` one for a single timeline, such as an earlier counterexample.
 */
export { everyTimelineWithin, type Kept } from "./every-timeline-within.ts";
export { type SingleKept, thisTimeline } from "./this-timeline.ts";
