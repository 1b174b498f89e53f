import { type Recovery, struckComponent } from "@ordeal/model";
import type { Ground } from "../cluster/ground.ts";
import { behaviours } from "../faults/index.ts";
import { type Hazard, rateOf } from "./rate.ts";
import { shareOnJob } from "./reach.ts";
import { lastsLonger } from "./repair.ts";

/**
 * M: the mean time between the hazards' faults that stop the job, or would if it were up, in microseconds; Infinity where
 * none does, and NaN where that cannot be known: a trace has instants and no rate. Each kind of each hazard counts by its rate × the share of its faults that strike where the job is × the
 * chance that such a one stops it. To first order: two faults that stop the job only together do not count, and neither
 * does that what is down already cannot fail.
 */
export const mtbfOf = (ground: Ground, recovery: Recovery): number => {
  const perUs = ground.scenario.hazards.reduce((sum, hazard) => sum + stopsPerUs(hazard, ground, recovery), 0);
  return perUs === 0 ? Number.POSITIVE_INFINITY : 1 / perUs;
};

const stopsPerUs = (hazard: Hazard, ground: Ground, recovery: Recovery): number => {
  const { cluster } = ground.scenario;
  const { perUsOf } = rateOf(hazard, ground);
  const isTrace = typeof hazard.arrivals === "object" && "trace" in hazard.arrivals && hazard.arrivals.trace.length > 0;
  return hazard.kinds.reduce((sum, kind, index) => {
    const component = struckComponent(kind.kind, hazard.target);
    const repair = kind.repair ?? hazard.repair ?? cluster.repair;
    const stops = behaviours[kind.kind].stopsJob({
      cluster,
      recovery,
      component,
      parameters: kind,
      detectAfterUs: kind.detectAfter,
      lastsLonger: (us) => lastsLonger(repair, us),
    });
    const share = stops === 0 ? 0 : shareOnJob(component, hazard.target, ground);
    if (share === 0) return sum;
    return isTrace ? Number.NaN : sum + (perUsOf[index] as number) * stops * share;
  }, 0);
};
