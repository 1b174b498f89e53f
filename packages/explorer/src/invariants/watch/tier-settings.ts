import { type Checkpoint, checkpointBytes, instantUs, type Scenario, SECOND_US, type Tier } from "@ordeal/model";

/** A tier as it is set at some instant, and the checkpoint section that sets it. */
export interface TierSettings {
  readonly checkpoint: Checkpoint;
  readonly tier: Tier;
}

/**
 * Every tier of the scenario as it is set at an instant. Changes are matched by place; a tier that a change leaves out
 * stays as it was.
 */
export const tierSettingsAt = ({ checkpoint, changes, startsAt }: Scenario, atUs: number): Array<TierSettings> => {
  const dated = changes
    .map((change) => ({ checkpoint: change.checkpoint, fromUs: instantUs(change.at, startsAt) ?? 0 }))
    .filter(({ fromUs }) => fromUs <= atUs)
    .sort((a, b) => a.fromUs - b.fromUs);
  return checkpoint.tiers.map((tier, place) => {
    let settings: TierSettings = { checkpoint, tier };
    for (const change of dated) {
      const changed = change.checkpoint?.tiers[place];
      if (change.checkpoint !== undefined && changed !== undefined)
        settings = { checkpoint: change.checkpoint, tier: changed };
    }
    return settings;
  });
};

/** How long a tier takes to load when it has storage to itself; microseconds. */
export const loadUs = ({ checkpoint, tier }: TierSettings, { cluster }: Scenario): number => {
  const bytes = checkpointBytes(checkpoint);
  if (tier.load !== undefined || bytes === undefined || tier.medium !== "storage") return tier.load ?? 0;
  return Math.round((bytes / cluster.storage.read) * SECOND_US);
};
