import type { ComponentKind } from "../address.ts";
import type { ExperimentParts } from "../experiment.ts";
import { type FaultSpec, faultIdOf, takenId } from "../fault.ts";
import { type FaultKind, faultKinds, isMomentary, soleTarget } from "../fault-kind.ts";
import type { Path } from "../problem.ts";
import { type Selector, selectedComponent } from "../selector.ts";
import { checkInstant } from "./instant.ts";
import type { Report } from "./report.ts";
import { missingTarget } from "./target.ts";

export const checkFaults = (parts: ExperimentParts, report: Report): void => {
  const ids = new Set<string>();
  (parts.faults ?? []).forEach((fault, index) => {
    if (fault === undefined) return;
    const path: Path = ["faults", index];
    const id = faultIdOf(fault, index);
    if (ids.has(id)) report(fault.id === undefined ? path : [...path, "id"], takenId(id));
    ids.add(id);
    checkStart(fault, path, parts, report);
    if (fault.duration !== undefined && isMomentary(fault.kind))
      report([...path, "duration"], overInAMoment(fault.kind));
    checkDetection(fault, path, report);
    if (fault.target === undefined && soleTarget(fault.kind) === undefined && !mayHaveSoleTier(fault.kind, parts)) {
      report([...path, "target"], `is required: a ${fault.kind} strikes ${oneOf(faultKinds[fault.kind].targets)}`);
    } else if (fault.target !== undefined) {
      checkTarget(fault.kind, fault.target, [...path, "target"], parts, report);
    }
  });
};

/** A fault is found in one way. */
export const checkDetection = (
  { detectAfter, stepsAfterLoad }: Pick<FaultSpec, "detectAfter" | "stepsAfterLoad">,
  path: Path,
  report: Report,
): void => {
  if (detectAfter !== undefined && stepsAfterLoad !== undefined)
    report([...path, "stepsAfterLoad"], "expected either this or detectAfter: a fault is found in one way, found both");
};

/** Whether there is one tier only; tiers that could not be read may be one. */
const mayHaveSoleTier = (kind: FaultKind, { fields }: ExperimentParts): boolean =>
  faultKinds[kind].targets[0] === "tier" && (fields.checkpoint.tiers?.length ?? 1) === 1;

/** Why a fault of this kind has no duration. */
export const overInAMoment = (kind: FaultKind): string =>
  `expected none: a ${kind} is over in a moment${
    faultKinds[kind].targets[0] === "job"
      ? "; how long the job is down is for its recovery, such as recovery.restart"
      : ""
  }; leave it out`;

/** How often one fault may strike again in a run. */
const STRIKES_MAX = 1_000_000;

const checkStart = (fault: FaultSpec, path: Path, parts: ExperimentParts, report: Report): void => {
  const starts = (["at", "on", "every"] as const).filter((key) => fault[key] !== undefined);
  if (starts.length !== 1) {
    report(
      path,
      `expected exactly one of at, on and every, found ${starts.length === 0 ? "none" : starts.join(" and ")}`,
    );
  }
  if (fault.on?.times !== undefined && fault.on.every !== true)
    report([...path, "on", "times"], "expected `every: true` beside it: a trigger strikes once unless it says so");
  if (fault.at !== undefined) checkInstant(fault.at, [...path, "at"], parts, report);
  const { period, times = Number.POSITIVE_INFINITY } = fault.every ?? { period: Number.POSITIVE_INFINITY };
  const strikes = Math.min(times, Math.ceil((parts.duration ?? 0) / period));
  if (strikes > STRIKES_MAX)
    report([...path, "every", "period"], `expected at most ${STRIKES_MAX} strikes in a run, found ${strikes}`);
  if (fault.every?.from !== undefined) checkInstant(fault.every.from, [...path, "every", "from"], parts, report);
};

/** The target must exist, and the kind must be one that strikes such a component. */
const checkTarget = (kind: FaultKind, target: Selector, path: Path, parts: ExperimentParts, report: Report): void => {
  const unlike = unlikeTarget(kind, target);
  if (unlike !== undefined) {
    report(path, unlike);
  } else if (parts.cluster !== undefined) {
    const missing = missingTarget(target, parts.cluster, parts.fields.checkpoint.tiers);
    if (missing !== undefined) report(path, missing);
  }
};

/** Why a fault of this kind cannot strike what a selector picks; `undefined` when it can. */
export const unlikeTarget = (kind: FaultKind, target: Selector): string | undefined => {
  const component = selectedComponent(target);
  const targets: ReadonlyArray<ComponentKind> = faultKinds[kind].targets;
  return targets.includes(component)
    ? undefined
    : `expected ${oneOf(targets)}: that is what ${kind} strikes, found ${named[component]}`;
};

const named: Readonly<Record<ComponentKind, string>> = {
  card: "a card",
  node: "a node",
  uplink: "an uplink",
  plane: "a plane",
  tor: "a ToR switch",
  rack: "a rack",
  supernode: "a supernode",
  loop: "a cooling loop",
  storage: "storage",
  scheduler: "the scheduler",
  job: "the job",
  tier: "a checkpoint tier",
};

const oneOf = (components: ReadonlyArray<ComponentKind>): string =>
  components.map((component) => named[component]).join(" or ");
