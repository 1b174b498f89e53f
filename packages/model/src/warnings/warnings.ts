import type { Scenario } from "../experiment.ts";
import type { Path, Problem } from "../problem.ts";
import type { Threshold } from "../threshold.ts";
import { checkFigures, checkThresholds } from "./hardly-meant.ts";
import { checkKeep } from "./keep.ts";
import {
  besideTheJob,
  coolEnough,
  detectedInVain,
  neverSaved,
  nobodySlow,
  noExposedCommunication,
  noSpares,
  storageUnused,
} from "./no-effect.ts";
import { Scene, type WhyIdle } from "./scene.ts";
import { strikesOf } from "./strike.ts";

/** Looked at one after the other; the first that has something to say about a strike is enough. */
const whyIdle: ReadonlyArray<readonly [WhyIdle, "path" | "targetPath"]> = [
  [noSpares, "targetPath"],
  [nobodySlow, "targetPath"],
  [besideTheJob, "targetPath"],
  [noExposedCommunication, "path"],
  [storageUnused, "path"],
  [neverSaved, "path"],
  [coolEnough, "path"],
];

/**
 * What is good input, and yet hardly what somebody meant: faults that can have no effect, copies that can be of no use,
 * thresholds that hold whatever happens, figures that no machine has.
 * Each stands where it is written, like a {@link Problem}, and has `severity: "warning"`.
 */
export const warningsOf = (
  scenario: Scenario & { readonly thresholds?: ReadonlyArray<Threshold> },
): ReadonlyArray<Problem> => {
  const warnings = new Map<string, Problem>();
  const warn = (path: Path, message: string): void => {
    // Several kinds of one hazard may have the same to say of its target.
    const key = JSON.stringify([path, message]);
    warnings.set(key, { path, message, severity: "warning" });
  };
  const strikes = strikesOf(scenario);
  const scene = new Scene(scenario, strikes);
  for (const strike of strikes) {
    for (const [why, where] of whyIdle) {
      const message = why(strike, scene);
      if (message === undefined) continue;
      warn(strike[where], message);
      break;
    }
    const vain = detectedInVain(strike, scene);
    if (vain !== undefined) warn([...strike.path, "detectAfter"], vain);
  }
  scenario.faults.forEach(({ on }, index) => {
    if (on !== undefined && on.after >= scenario.duration)
      warn(["faults", index, "on", "after"], "lies after the run's end, however early the event: it never strikes");
  });
  checkKeep(scenario, strikes, warn);
  checkFigures(scenario, warn);
  checkThresholds(scenario.thresholds ?? [], warn);
  return [...warnings.values()];
};
