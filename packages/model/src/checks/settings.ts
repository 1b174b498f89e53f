import type { Checkpoint, Interval } from "../checkpoint.ts";
import type { ExperimentParts } from "../experiment.ts";
import { faultKindNames } from "../fault-kind.ts";
import type { Path } from "../problem.ts";
import { covers, handles, type Recovery, type Rung } from "../recovery.ts";
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
  const at = [...path, "policy", "ladder"];
  policy.ladder.forEach((rung, index) => {
    checkRung(rung, [...at, index], report);
  });
  checkHope(policy.ladder, at, report);
};

/** What must hold in a rung by itself, whoever gives it. */
export const checkRung = ({ takes, handles }: Rung, path: Path, report: Report): void => {
  if (typeof takes === "object") checkRepair(takes, [...path, "takes"], report);
  handles.forEach((pattern, at) => {
    if (!faultKindNames.some((kind) => covers(pattern, kind))) {
      report([...path, "handles", at], `expected a fault kind, a family such as "link.*", or "*", found "${pattern}"`);
    }
  });
};

/** Where nothing that is tried ever helps, or takes any time, time stands still. */
const checkHope = (ladder: ReadonlyArray<Rung>, path: Path, report: Report): void => {
  const isHopeless = ({ success, takes, takesPerThousandCards }: Rung) =>
    success === 0 && takes === 0 && takesPerThousandCards === 0;
  for (const kind of faultKindNames) {
    const climbed = ladder.filter((rung) => rung.does !== "wait" && handles(rung, kind));
    const [first] = climbed;
    if (first === undefined || !climbed.every(isHopeless)) continue;
    report(
      [...path, ladder.indexOf(first)],
      `never succeeds and takes no time, and no other rung handles ${kind}: it would be tried for ever at one instant; give it a time, a chance, or another rung beside it`,
    );
    return;
  }
};
