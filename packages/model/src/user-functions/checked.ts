import type { Checkpoint, Interval } from "../checkpoint.ts";
import type { Path } from "../problem.ts";
import type { Recovery } from "../recovery.ts";
import { checkedPolicy } from "./action.ts";
import { checkedInterval } from "./interval.ts";

/** Everything of an experiment or a timeline that may hold a function. */
interface Settings {
  readonly checkpoint?: Checkpoint;
  readonly recovery?: Recovery;
}

/** The same with every function of the user's replaced by one whose answers are checked; `path` leads to the settings. */
export const withCheckedFunctions = <S extends Settings>(settings: S, path: Path): S => ({
  ...settings,
  ...(settings.recovery === undefined ? {} : { recovery: recoveryOf(settings.recovery, [...path, "recovery"]) }),
  ...(settings.checkpoint === undefined
    ? {}
    : { checkpoint: checkpointOf(settings.checkpoint, [...path, "checkpoint"]) }),
});

const recoveryOf = (recovery: Recovery, path: Path): Recovery =>
  typeof recovery.policy === "function"
    ? { ...recovery, policy: checkedPolicy(recovery.policy, [...path, "policy"]) }
    : recovery;

const checkpointOf = (checkpoint: Checkpoint, path: Path): Checkpoint => {
  const [first, ...rest] = checkpoint.tiers;
  const tierOf = (tier: Checkpoint["tiers"][number], index: number): typeof tier =>
    tier.interval === undefined
      ? tier
      : { ...tier, interval: intervalOf(tier.interval, [...path, "tiers", index, "interval"]) };
  return {
    ...checkpoint,
    interval: intervalOf(checkpoint.interval, [...path, "interval"]),
    tiers: [tierOf(first, 0), ...rest.map((tier, index) => tierOf(tier, index + 1))],
  };
};

const intervalOf = (interval: Interval, path: Path): Interval =>
  typeof interval === "function" ? checkedInterval(interval, path) : interval;
