import { fit } from "../print/fit.ts";
import { clusterSection } from "./cluster.ts";
import { headline } from "./headline.ts";
import { interruptionsSection } from "./interruptions.ts";
import { metricsSection } from "./metrics.ts";
import { nextCommand } from "./next.ts";
import { recoveriesSection } from "./recoveries.ts";
import { savingSection } from "./saving.ts";
import { steadySection } from "./steady.ts";
import type { Summarized } from "./summarized.ts";
import { thresholdsSection } from "./thresholds.ts";
import { timeSection } from "./time.ts";
import { whySection } from "./why.ts";

const sections = [
  headline,
  thresholdsSection,
  steadySection,
  whySection,
  timeSection,
  interruptionsSection,
  recoveriesSection,
  savingSection,
  metricsSection,
  clusterSection,
  lastLines,
] as const;

/** What a person reads when a run is over: the verdict first, the command that reproduces it last. */
export const summarize = (summarized: Summarized): string =>
  fit(
    `${sections
      .map((section) => section(summarized))
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join("\n"))
      .join("\n\n")}\n`,
    summarized.style,
  );

function lastLines({ document, experiment, style, written = [] }: Summarized): ReadonlyArray<string> {
  const next = experiment.next === undefined ? [] : [`Next, try: ${style("cyan", nextCommand(experiment.next))}`];
  const kept = written.length === 0 ? [] : [`Written: ${written.join(", ")}`];
  return [...kept, ...next, `Run it again: ${style("cyan", document.command)}`];
}
