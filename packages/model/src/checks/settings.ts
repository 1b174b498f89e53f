import type { Checkpoint } from "../checkpoint.ts";
import type { ExperimentParts } from "../experiment.ts";
import { faultKindNames } from "../fault-kind.ts";
import type { Path } from "../problem.ts";
import type { Recovery } from "../recovery.ts";
import type { Report } from "./experiment.ts";

export const checkCheckpoint = (checkpoint: Checkpoint, path: Path, parts: ExperimentParts, report: Report): void => {
  const names = new Set<string>();
  checkpoint.tiers.forEach((tier, index) => {
    if (names.has(tier.name))
      report([...path, "tiers", index, "name"], `"${tier.name}" is taken: every tier needs its own name`);
    names.add(tier.name);
  });
  const formula = [checkpoint.interval, ...checkpoint.tiers.map(({ interval }) => interval)].find(
    (interval) => interval === "young" || interval === "daly",
  );
  if (formula !== undefined && checkpoint.mtbf === undefined && parts.hazards?.length === 0) {
    report(
      [...path, "interval"],
      `"${formula}" needs a mean time between failures, and the experiment has no hazards: add checkpoint.mtbf, or give an interval`,
    );
  }
};

export const checkRecovery = ({ policy }: Recovery, path: Path, report: Report): void => {
  if (typeof policy !== "object") return;
  policy.ladder.forEach((rung, index) => {
    rung.handles.forEach((pattern, at) => {
      const known = faultKindNames.some((kind) => kind === pattern || kind.startsWith(pattern.replace(/\*$/, "")));
      if (pattern !== "*" && !known) {
        report(
          [...path, "policy", "ladder", index, "handles", at],
          `expected a fault kind, a family such as "link.*", or "*", found "${pattern}"`,
        );
      }
    });
  });
};
