import { type Checkpoint, checkpointBytes, type Scenario, SECOND_US, type Tier } from "@ordeal/model";
import { changesUntil } from "./changes.ts";

/** A tier as it is set at some instant, and the checkpoint section that sets it. */
export interface TierSettings {
  readonly checkpoint: Checkpoint;
  readonly tier: Tier;
}

/**
 * Every tier of the scenario as it is set at an instant. Changes are matched by place; a tier that a change leaves out
 * stays as it was.
 */
export const tierSettingsAt = (scenario: Scenario, atUs: number): Array<TierSettings> => {
  const { checkpoint } = scenario;
  const changed = changesUntil(scenario, atUs).flatMap((change) => change.checkpoint ?? []);
  return checkpoint.tiers.map((tier, place) =>
    changed.reduce<TierSettings>(
      (settings, later) => {
        const set = later.tiers[place];
        return set === undefined ? settings : { checkpoint: later, tier: set };
      },
      { checkpoint, tier },
    ),
  );
};

/** What a transfer takes when its time is not given: the checkpoint's size at a bandwidth; microseconds. */
const bySize = ({ checkpoint, tier }: TierSettings, bytesPerSecond: number): number => {
  const bytes = checkpointBytes(checkpoint);
  return bytes === undefined || tier.medium !== "storage" ? 0 : Math.round((bytes / bytesPerSecond) * SECOND_US);
};

/** How long a tier takes to load when it has storage to itself; microseconds. */
export const loadUs = (settings: TierSettings, { cluster }: Scenario): number =>
  settings.tier.load ?? bySize(settings, cluster.storage.read);

/** How long a copy takes in the background when it has storage to itself; with 0 the save blocks until it is written. */
export const persistUs = (settings: TierSettings, { cluster }: Scenario): number =>
  settings.tier.persist ?? bySize(settings, cluster.storage.write);
