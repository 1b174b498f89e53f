import type { Scenario } from "@ordeal/model";
import { type AnyEvent, Findings, told } from "./findings.ts";
import type { Evidence, Invariant, Violation } from "./invariant.ts";
import { FaultWatch } from "./watch/fault-watch.ts";
import { JobWatch } from "./watch/job-watch.ts";
import { latenciesOf, recoveryAt } from "./watch/latencies.ts";
import { Places } from "./watch/places.ts";
import { tierSettingsAt } from "./watch/tier-settings.ts";

/** Something that is to take so long, of the time in which it is not kept from going on. */
interface Timed {
  readonly what: string;
  /** What it may take: any of these; anything when there are none. */
  readonly takesUs: ReadonlyArray<number>;
  readonly event: AnyEvent;
  passedUs: number;
}

/** How long a save to this tier blocks; any time at all when it waits for a store that others use as well. */
const stallOf = (scenario: Scenario, tier: string, atUs: number): ReadonlyArray<number> => {
  const place = scenario.checkpoint.tiers.findIndex(({ name }) => name === tier);
  const settings = tierSettingsAt(scenario, atUs)[place];
  const usesStorage = scenario.checkpoint.tiers[place]?.medium === "storage";
  if (settings === undefined || (usesStorage && persistUs(settings, scenario) === 0)) return [];
  return [settings.tier.stall];
};

/** Design 3.6 and 3.7: rungs, saves, evaluations and detections take what they are said to take. */
export const phases: Invariant = {
  name: "phases",
  says: "rungs, blocking saves, evaluations and detections take exactly their time, unless something breaks into them",
  check({ scenario, journal }: Evidence): ReadonlyArray<Violation> {
    return [];
  },
};
