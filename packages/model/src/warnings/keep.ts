import type { Checkpoint, Interval, Tier } from "../checkpoint.ts";
import type { Scenario } from "../experiment.ts";
import { detectionOf } from "../fault-kind.ts";
import type { Path } from "../problem.ts";
import type { Recovery } from "../recovery.ts";
import { printDuration } from "../units/duration.ts";
import type { Strike } from "./strike.ts";

/**
 * Tiers whose copies are all younger than a corruption when it is found: then every copy is poisoned, and the run starts
 * from scratch. Saving more often makes it worse. An interval that a formula gives is not known here.
 */
export const checkKeep = (
  scenario: Scenario,
  strikes: ReadonlyArray<Strike>,
  warn: (path: Path, message: string) => void,
): void => {
  const corruptions = strikes.filter(({ kind }) => detectionOf(kind) === "corruption");
  for (const { checkpoint, recovery, path } of settingsOf(scenario)) {
    const usualUs = recovery.detect.corruption;
    const latencyUs = corruptions.reduce(
      (longestUs, { detectAfter }) => Math.max(longestUs, detectAfter ?? usualUs),
      corruptions.length === 0 ? usualUs : 0,
    );
    const spans = checkpoint.tiers.map((tier) => spanUs(tier, checkpoint, scenario.job.step));
    // One tier whose copies reach back far enough is enough.
    if (spans.some((us) => us === undefined || us >= latencyUs)) continue;
    checkpoint.tiers.forEach((_, index) => {
      warn(
        [...path, "tiers", index, "keep"],
        `spans ${printDuration(spans[index] ?? 0)}, and a corruption is found only after ${printDuration(latencyUs)}: by then every copy is poisoned, and the run starts from scratch; keep more copies, or some for longer`,
      );
    });
  }
};

/** How far back the copies of a tier reach, in microseconds; `undefined` where that is not known. */
const spanUs = ({ keep, interval }: Tier, checkpoint: Checkpoint, stepUs: number): number | undefined => {
  const us = intervalUs(interval ?? checkpoint.interval, stepUs);
  return us === undefined ? (keep.for > 0 ? keep.for : undefined) : Math.max(keep.last * us, keep.for);
};

const intervalUs = (interval: Interval, stepUs: number): number | undefined => {
  if (typeof interval === "number") return interval;
  return typeof interval === "object" ? interval.steps * stepUs : undefined;
};

interface Settings {
  readonly checkpoint: Checkpoint;
  readonly recovery: Recovery;
  /** Where the checkpoint that is in force is written. */
  readonly path: Path;
}

/** The settings at the start and after each change. */
const settingsOf = ({ checkpoint, recovery, changes }: Scenario): ReadonlyArray<Settings> => {
  let now: Settings = { checkpoint, recovery, path: ["checkpoint"] };
  const all = [now];
  for (const [index, change] of changes.entries()) {
    now = {
      checkpoint: change.checkpoint ?? now.checkpoint,
      recovery: change.recovery ?? now.recovery,
      path: change.checkpoint === undefined ? now.path : ["changes", index, "checkpoint"],
    };
    all.push(now);
  }
  return all;
};
