import { type Change, instantUs, type Scenario } from "@ordeal/model";

/** The changes of settings that hold at an instant, earliest first. */
export const changesUntil = ({ changes, startsAt }: Scenario, atUs: number): ReadonlyArray<Change> =>
  changes
    .map((change) => ({ change, fromUs: instantUs(change.at, startsAt) ?? 0 }))
    .filter(({ fromUs }) => fromUs <= atUs)
    .sort((a, b) => a.fromUs - b.fromUs)
    .map(({ change }) => change);
