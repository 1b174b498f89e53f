import { type Recovery, struckComponent } from "@ordeal/model";
import type { Ground } from "../cluster/ground.ts";
import { behaviours } from "../faults/index.ts";
import { type Hazard, rateOf } from "./rate.ts";
import { shareOnJob } from "./reach.ts";
import { lastsLonger } from "./repair.ts";

/**
 * M: the mean time between the hazards' faults that stop the job, or would if it were up, in microseconds; Infinity where
 * none does. Each kind of each hazard counts by its rate × the share of its faults that strike where the job is × the
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
    if (stops === 0) return sum;
    return sum + (perUsOf[index] as number) * stops * shareOnJob(component, hazard.target, ground);
  }, 0);
};
