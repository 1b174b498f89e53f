import type { ExperimentParts } from "../experiment.ts";
import type { Problem } from "../problem.ts";
import { checkBudget } from "./budget.ts";
import { checkCluster } from "./cluster.ts";
import { checkFaults } from "./faults.ts";
import { checkGuard } from "./guard.ts";
import { checkHazards } from "./hazards.ts";
import { checkInstant } from "./instant.ts";
import { checkJob } from "./job.ts";
import { checkPeers } from "./peers.ts";
import type { Report } from "./report.ts";
import { checkCheckpoint, checkRecovery, checkTiersKept } from "./settings.ts";

/** What must hold between the sections of an experiment. Sections that could not be read are left out. */
export const checkExperiment = (parts: ExperimentParts): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = [];
  const report: Report = (path, message) => problems.push({ path, message });
  checkCluster(parts, report);
  checkJob(parts, report);
  if (parts.checkpoint !== undefined) {
    checkCheckpoint(parts.checkpoint, ["checkpoint"], parts, report);
    checkPeers(parts.checkpoint, ["checkpoint"], parts, report);
  }
  if (parts.recovery !== undefined) checkRecovery(parts.recovery, ["recovery"], report);
  (parts.changes ?? []).forEach((change, index) => {
    if (change === undefined) return;
    checkInstant(change.at, ["changes", index, "at"], parts, report);
    if (change.checkpoint !== undefined) {
      checkCheckpoint(change.checkpoint, ["changes", index, "checkpoint"], parts, report);
      checkPeers(change.checkpoint, ["changes", index, "checkpoint"], parts, report);
      checkTiersKept(change.checkpoint, ["changes", index, "checkpoint", "tiers"], parts, report);
    }
    if (change.recovery !== undefined) checkRecovery(change.recovery, ["changes", index, "recovery"], report);
  });
  checkFaults(parts, report);
  checkHazards(parts, report);
  checkGuard(parts, report);
  checkBudget(parts, report);
  return problems;
};
