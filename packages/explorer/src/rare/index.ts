/**
 * Rare events: how likely a run is to break a threshold that hardly any run breaks.
 *
 * Map: `distance.ts` how far a run came, `nearness.ts` how near that is; `path.ts` a run on its way, which can be forked; `splitting.ts` levels on the way
 * and an estimate through them; `rare.ts` several estimates, and how sure their mean is.
 */
export { steerTo } from "./distance.ts";
export { ESTIMATES, estimateRare, RARE_RUNS_MIN, type RareEstimate, type RareOptions } from "./rare.ts";
