import { mappingMeanings } from "@ordeal/explorer";
import { counted, humanNumber } from "../../print/number.ts";
import type { Style } from "../../print/style.ts";
import type { Report } from "../report.ts";

/** How many faults are named for each reason. */
const NAMED_MAX = 5;

/** What was applied, and everything that was not, with its reason. */
export const appliedSection = (report: Report, style: Style): ReadonlyArray<string> => {
  const { source, replayed, subject, mapping, settingsLeftOut, isElsewhere } = report;
  const { applied, leftOut, lengthened, violations } = replayed;
  const { header } = source;
  const own = subject.loaded.experiment.faults.length;
  const isMapped = source.count > 0 && (header.cluster !== undefined || header.format !== undefined);
  const hazards = header.hazards?.length ?? 0;
  const left = leftOut.reasons().flatMap(({ reason, count, first }) => {
    const names = first.slice(0, NAMED_MAX).map(({ id }) => id);
    const more = count > names.length ? `, and ${humanNumber(count - names.length)} more` : "";
    return `  ${style("yellow", `${counted(count, "fault")} not applied`)}: ${reason} (${names.join(", ")}${more})`;
  });
  return [
    `${style("bold", "Applied")}: ${humanNumber(applied)} of ${counted(source.count, "fault")} of ${source.file}, on ${subject.loaded.file}`,
    ...left,
    ...(isMapped ? [`  components by ${mapping}: ${mappingMeanings[mapping]}`] : []),
    ...(hazards === 0 ? [] : [`  ${counted(hazards, "hazard")} for what is known by count only: drawn by the seed`]),
    ...(lengthened === 0
      ? []
      : [`  ${counted(lengthened, "fault")} of no duration at all: 1 µs, the shortest there is`]),
    ...(settingsLeftOut.length === 0
      ? []
      : [`  ${counted(settingsLeftOut.length, "change")} of settings not applied: after the end of the run`]),
    ...(own === 0 ? [] : [`  the experiment's own ${counted(own, "fault")} left out: the timeline takes their place`]),
    "unchecked" in violations
      ? `  invariants not checked: ${violations.unchecked}`
      : violations.length === 0
        ? "  every invariant held"
        : `  ${style("red", `${counted(violations.length, "breach").replace(/breachs$/, "breaches")} of invariants`)}, told above`,
    ...(isElsewhere ? ["  what is compared below is simulated in this process"] : []),
  ];
};
