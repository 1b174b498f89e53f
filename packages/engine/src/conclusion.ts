import { type Experiment, type Finding, type judge, type RunResult, type Verdict, weigh, worst } from "@ordeal/model";
import type { Audit } from "./audit/audit.ts";
import type { ExperimentOptions } from "./experiment-options.ts";
import type { Monitor } from "./monitor/monitor.ts";
import type { ProbeWatch } from "./probes/probe-watch.ts";
import type { Progress } from "./roll-back.ts";

interface Seen {
  readonly experiment: Experiment;
  readonly options: ExperimentOptions;
  readonly monitor: Monitor;
  readonly audit: Audit;
  readonly progress: Progress;
  readonly result: Pick<RunResult, "violations" | "doubts">;
}

/** What thresholds came to, and what the user's own probes did. */
export const withProbes = (
  { judgements, verdict }: ReturnType<typeof judge>,
  probes: ReturnType<ProbeWatch["judge"]>,
): ReturnType<typeof judge> => ({
  judgements: [...judgements, ...probes],
  verdict: worst([verdict, ...probes.map(({ held }) => (held === null ? "unknown" : held ? "pass" : "fail"))]),
});

/** The verdict of a run that came to its end, from everything that was measured, seen and doubted. */
export const concluded = (
  judged: ReturnType<typeof judge>,
  { experiment, options, monitor, audit, progress, result }: Seen,
): {
  readonly verdict: Verdict;
  readonly findings: ReadonlyArray<Finding>;
  readonly warnings: ReadonlyArray<string>;
} => {
  const { thresholds, steadyState, faults } = experiment;
  const weighed = weigh({
    isJudged: thresholds.length > 0 || steadyState !== undefined || monitor.probes.isJudged,
    scripted: faults.length,
    ...audit.evidence,
  });
  const unknown = (reason: string): Finding => ({ verdict: "unknown", reason });
  const all = [
    ...monitor.findings(progress.nowUs),
    // Why a run was not observed to its end is what there is to say of it.
    ...(progress.nowUs >= experiment.duration ? weighed.findings : []),
    ...(result.violations ?? []).map((reason): Finding => ({ verdict: "fail", reason })),
    ...(result.doubts ?? []).map(unknown),
    ...progress.doubts.map(unknown),
    ...(options.doubts ?? []).map(unknown),
    ...(progress.unhealed.length === 0
      ? []
      : [unknown(`nobody saw these faults healed: ${progress.unhealed.join(", ")}`)]),
    ...(options.isStrict === true ? weighed.warnings.map((warning) => unknown(`${warning} (--strict)`)) : []),
  ];
  const findings = all.filter(({ reason }, index) => all.findIndex((other) => other.reason === reason) === index);
  const verdict = worst([judged.verdict, ...findings.map((finding) => finding.verdict)]);
  return { verdict, findings, warnings: weighed.warnings };
};
