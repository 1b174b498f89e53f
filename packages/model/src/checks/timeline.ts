import { faultKinds, soleTarget } from "../fault-kind.ts";
import type { Path, Problem } from "../problem.ts";
import type { TimelineFault, TimelineHeader } from "../timeline.ts";
import { unlikeTarget } from "./faults.ts";

/** What must hold in one fault of a timeline, whatever cluster it is replayed on. */
export const checkTimeline = (
  fault: TimelineFault,
  { startsAt }: Pick<TimelineHeader, "startsAt">,
  at: Path,
): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = [];
  const report = (path: Path, message: string) => problems.push({ path: [...at, ...path], message });
  const starts = (["at", "on", "every"] as const).filter((key) => fault[key] !== undefined);
  if (starts.length !== 1) {
    const found = starts.length === 0 ? "none" : starts.join(" and ");
    report([], `expected exactly one of at, on and every, found ${found}`);
  }
  if (fault.at !== undefined && startsAt !== undefined) {
    const isBefore = typeof fault.at !== "number" && fault.at.dateMs < startsAt;
    if (isBefore) report(["at"], "expected a date after the timeline's startsAt, found one before it");
  }
  const { target, component, kind } = fault;
  if (target !== undefined && component !== undefined) {
    report(
      ["component"],
      "expected a target (of the experiment's cluster) or a component (of the recorded one), found both",
    );
  } else if (target !== undefined) {
    const unlike = unlikeTarget(kind, target);
    if (unlike !== undefined) report(["target"], unlike);
  } else if (component === undefined && soleTarget(kind) === undefined && faultKinds[kind].targets[0] !== "tier") {
    report(["target"], `is required: say what the ${kind} struck, as target or as component`);
  }
  return problems;
};
