import type { ExperimentParts } from "../experiment.ts";
import type { Path } from "../problem.ts";
import { type Condition, probeOf } from "../signal.ts";
import { instantUs } from "../units/instant.ts";
import type { Report } from "./report.ts";

/** The most probes: each is asked at every look. */
const PROBES_OF_USER_MAX = 32;

/** Every probe says who is asked what, in a name of its own; and conditions name those that there are. */
const checkProbes = ({ probes = [], steadyState, stopWhen = [] }: ExperimentParts, report: Report): void => {
  if (probes.length > PROBES_OF_USER_MAX)
    report(["probes"], `expected at most ${PROBES_OF_USER_MAX} probes, found ${probes.length}`);
  const names = new Set<string>();
  probes.forEach((one, index) => {
    if (one === undefined) return;
    const { name, prometheus, query, http } = one;
    if (names.has(name)) report(["probes", index, "name"], `expected a name of its own, found "${name}" again`);
    names.add(name);
    if ((prometheus === undefined) === (http === undefined))
      report(["probes", index], "expected either `prometheus` with a `query`, or `http`: one of the two");
    else if ((prometheus === undefined) !== (query === undefined))
      report(["probes", index], "expected a `query` with `prometheus`, and none with `http`");
  });
  const known = [...names].join(", ") || "none";
  const check = (condition: Condition | undefined, path: Path) => {
    const probe = condition === undefined ? undefined : probeOf(condition);
    if (probe !== undefined && !names.has(probe))
      report(path, `expected one of the experiment's probes (${known}); there is no probe "${probe}"`);
  };
  for (const [index, condition] of (steadyState?.holds ?? []).entries())
    check(condition, ["steadyState", "holds", index]);
  for (const [index, condition] of stopWhen.entries()) check(condition, ["stopWhen", index]);
};

/** The most looks at a run. */
const PROBES_MAX = 1_000_000;

/** What is watched while an experiment runs must be possible to see. */
export const checkGuard = (parts: ExperimentParts, report: Report): void => {
  const { steadyState, stopWhen = [], duration = 0, probe = 1, probes = [], faults = [], startsAt } = parts;
  checkProbes(parts, report);
  const looks =
    steadyState === undefined && stopWhen.length === 0 && probes.length === 0 ? 0 : Math.ceil(duration / probe);
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
