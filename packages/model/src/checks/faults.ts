import type { ExperimentParts } from "../experiment.ts";
import type { FaultSpec } from "../fault.ts";
import { type FaultKind, faultKinds, soleTarget } from "../fault-kind.ts";
import type { Path } from "../problem.ts";
import { type Selector, selectedComponent } from "../selector.ts";
import type { Report } from "./experiment.ts";
import { checkInstant } from "./instant.ts";
import { missingTarget } from "./target.ts";

export const checkFaults = (parts: ExperimentParts, report: Report): void => {
  const ids = new Set<string>();
  (parts.faults ?? []).forEach((fault, index) => {
    if (fault === undefined) return;
    const path: Path = ["faults", index];
    if (fault.id !== undefined && ids.has(fault.id))
      report([...path, "id"], `"${fault.id}" is taken: every fault needs its own id`);
    if (fault.id !== undefined) ids.add(fault.id);
    checkStart(fault, path, parts, report);
    if (fault.target === undefined && soleTarget(fault.kind) === undefined && !hasSoleTier(fault.kind, parts)) {
      report(
        [...path, "target"],
        `is required: a ${fault.kind} strikes a ${faultKinds[fault.kind].targets.join(" or ")}`,
      );
    } else if (fault.target !== undefined) {
      checkTarget(fault.kind, fault.target, [...path, "target"], parts, report);
    }
  });
};

const hasSoleTier = (kind: FaultKind, parts: ExperimentParts): boolean =>
  faultKinds[kind].targets[0] === "tier" && parts.checkpoint?.tiers.length === 1;

const checkStart = (fault: FaultSpec, path: Path, parts: ExperimentParts, report: Report): void => {
  const starts = (["at", "on", "every"] as const).filter((key) => fault[key] !== undefined);
  if (starts.length !== 1) {
    report(
      path,
      `expected exactly one of at, on and every, found ${starts.length === 0 ? "none" : starts.join(" and ")}`,
    );
  }
  if (fault.at !== undefined) checkInstant(fault.at, [...path, "at"], parts, report);
  if (fault.every?.from !== undefined) checkInstant(fault.every.from, [...path, "every", "from"], parts, report);
};

/** The target must exist, and the kind must be one that strikes such a component. */
export const checkTarget = (
  kind: FaultKind,
  target: Selector,
  path: Path,
  parts: ExperimentParts,
  report: Report,
): void => {
  const component = selectedComponent(target);
  const targets: ReadonlyArray<string> = faultKinds[kind].targets;
  if (!targets.includes(component)) {
    report(path, `expected a ${targets.join(" or ")}: that is what ${kind} strikes, found a ${component}`);
  } else if (parts.cluster !== undefined) {
    const missing = missingTarget(target, parts.cluster, parts.checkpoint?.tiers);
    if (missing !== undefined) report(path, missing);
  }
};
