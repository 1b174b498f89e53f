import type { Checkpoint, Interval } from "../checkpoint.ts";
import type { ExperimentParts } from "../experiment.ts";
import { faultKindNames } from "../fault-kind.ts";
import type { Path } from "../problem.ts";
import { covers, type Recovery } from "../recovery.ts";
import { checkRepair } from "./cluster.ts";
import type { Report } from "./report.ts";

export const checkCheckpoint = (checkpoint: Checkpoint, path: Path, parts: ExperimentParts, report: Report): void => {
  const names = new Set<string>();
  checkpoint.tiers.forEach((tier, index) => {
    if (names.has(tier.name))
      report([...path, "tiers", index, "name"], `"${tier.name}" is taken: every tier needs its own name`);
    names.add(tier.name);
  });
  if (checkpoint.mtbf !== undefined || parts.hazards?.length !== 0) return;
  checkFormula(checkpoint.interval, [...path, "interval"], report);
  checkpoint.tiers.forEach(({ interval }, index) => {
    checkFormula(interval, [...path, "tiers", index, "interval"], report);
  });
};

const checkFormula = (interval: Interval | undefined, path: Path, report: Report): void => {
  if (interval === "young" || interval === "daly") {
    report(
      path,
      `"${interval}" needs a mean time between failures, and the experiment has no hazards: add checkpoint.mtbf, or give an interval`,
    );
  }
};

/** Copies stay where they are when settings change: the tiers keep their names and their order. */
export const checkTiersKept = (changed: Checkpoint, path: Path, { fields }: ExperimentParts, report: Report): void => {
  const [before, after] = [fields.checkpoint.tiers, changed.tiers].map((tiers) => tiers?.map(({ name }) => name));
  if (before === undefined || after === undefined || before.join("\n") === after.join("\n")) return;
  report(
    path,
    `expected the tiers of the checkpoint, in their order (${before.join(", ")}): a change keeps them, found ${after.join(", ")}`,
  );
};

export const checkRecovery = ({ policy, restart }: Recovery, path: Path, report: Report): void => {
  if (typeof restart === "object") checkRepair(restart, [...path, "restart"], report);
  if (typeof policy !== "object") return;
  policy.ladder.forEach((rung, index) => {
    if (typeof rung.takes === "object") checkRepair(rung.takes, [...path, "policy", "ladder", index, "takes"], report);
    rung.handles.forEach((pattern, at) => {
      if (!faultKindNames.some((kind) => covers(pattern, kind))) {
        report(
          [...path, "policy", "ladder", index, "handles", at],
          `expected a fault kind, a family such as "link.*", or "*", found "${pattern}"`,
        );
      }
    });
  });
};
