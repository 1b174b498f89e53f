import { fit } from "../../print/fit.ts";
import type { Style } from "../../print/style.ts";
import { clusterSection } from "../../summary/cluster.ts";
import { headline } from "../../summary/headline.ts";
import { steadySection } from "../../summary/steady.ts";
import { thresholdsSection } from "../../summary/thresholds.ts";
import { timeSection } from "../../summary/time.ts";
import { whySection } from "../../summary/why.ts";
import type { Report } from "../report.ts";
import { appliedSection } from "./applied.ts";
import { comparisonSection } from "./comparison.ts";
import { faultsSection } from "./faults.ts";
import { glanceSection } from "./glance.ts";
import { runSection } from "./run.ts";

/** What a person reads when a replay is over: the verdict first, what to ask next last. */
export const printReplay = (report: Report, style: Style): string => {
  const { replayed, subject, written, next, command } = report;
  const { assumed } = subject.loaded;
  const summarized = { document: replayed.document, experiment: subject.stage, assumed, style };
  const kept = written.length === 0 ? [] : [`Written: ${written.join(", ")}`];
  const sections: ReadonlyArray<ReadonlyArray<string>> = [
    headline(summarized),
    thresholdsSection(summarized),
    steadySection(summarized),
    whySection(summarized),
    glanceSection(report, style),
    faultsSection(report, style),
    runSection(report, style),
    timeSection(summarized),
    appliedSection(report, style),
    comparisonSection(report, style),
    clusterSection(summarized),
    [...kept, `Next, ask: ${style("cyan", next)}`, `Run it again: ${style("cyan", command)}`],
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
  return fit(`${text}\n`, style);
};
