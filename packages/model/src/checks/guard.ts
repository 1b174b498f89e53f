import type { ExperimentParts } from "../experiment.ts";
import { instantUs } from "../units/instant.ts";
import type { Report } from "./report.ts";

/** The most looks at a run. */
const PROBES_MAX = 1_000_000;

/** What is watched while an experiment runs must be possible to see. */
export const checkGuard = (parts: ExperimentParts, report: Report): void => {
  const { steadyState, stopWhen = [], duration = 0, probe = 1, faults = [], startsAt } = parts;
  const looks = steadyState === undefined && stopWhen.length === 0 ? 0 : Math.ceil(duration / probe);
  if (looks > PROBES_MAX) {
    report(["probe"], `expected at most ${PROBES_MAX} looks at a run, found ${looks}: look less often`);
  }
  if (steadyState === undefined) return;
  faults.forEach((fault, index) => {
    if (fault?.at !== undefined && instantUs(fault.at, startsAt) === 0) {
      report(
        ["faults", index, "at"],
        "expected an instant after 0: the steady state is looked at before the first fault",
      );
    }
  });
};
