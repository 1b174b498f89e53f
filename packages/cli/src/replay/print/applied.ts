import { mappingMeanings } from "@ordeal/explorer";
import { counted, humanNumber } from "@ordeal/model";
import type { Style } from "../../print/style.ts";
import type { Report } from "../report.ts";

/** How many faults are named for each reason. */
const NAMED_MAX = 5;

const named = (some: ReadonlyArray<{ readonly id: string }>, count: number): string => {
  const names = some.slice(0, NAMED_MAX).map(({ id }) => id);
  return count > names.length ? `${names.join(", ")}, and ${humanNumber(count - names.length)} more` : names.join(", ");
};

/** What was applied, and everything that was not, with its reason. */
export const appliedSection = (report: Report, style: Style): ReadonlyArray<string> => {
  const { source, replayed, subject, mapping, faults, settingsLeftOut, isElsewhere } = report;
  const { applied, leftOut, lengthened, violations } = replayed;
  const { header, cutAway = 0 } = source;
  const own = subject.loaded.experiment.faults.length;
  const isMapped = source.isStreamed || [...source.faults()].some(({ component }) => component !== undefined);
  const hazards = header.hazards?.length ?? 0;
  const { hazards: ownHazards, hazardsOff } = subject.loaded.experiment;
  const settings = (header.settings?.length ?? 0) - settingsLeftOut.length;
  const left = leftOut.reasons().flatMap(({ reason, count, first }) => {
    return `  ${style("yellow", `${counted(count, "fault")} not applied`)}: ${reason} (${named(first, count)})`;
  });
  const idle = faults.filter(({ atUs }) => atUs === null);
  const ofWhich = faults.length < applied ? `of the ${humanNumber(faults.length)} that are followed` : "of those";
  return [
    `${style("bold", "Applied")}: ${humanNumber(applied)} of ${counted(source.count, "fault")} of ${source.file}, on ${subject.loaded.file}`,
    ...(cutAway === 0 ? [] : [`  ${counted(cutAway, "fault")} more before --from or not before --to`]),
    ...left,
    ...(idle.length === 0
      ? []
      : [
          `  ${style("yellow", `${counted(idle.length, "fault")} ${ofWhich} never struck`)} (${named(idle, idle.length)})`,
        ]),
    ...(isMapped ? [`  components by ${mapping}: ${mappingMeanings[mapping]}`] : []),
    ...(hazards === 0 ? [] : [`  ${counted(hazards, "hazard")} for what is known by count only: drawn by the seed`]),
    ...(lengthened === 0
      ? []
      : [`  ${counted(lengthened, "fault")} of no duration at all: 1 µs, the shortest there is`]),
    ...(settings === 0 ? [] : [`  ${counted(settings, "change")} of settings applied, as the timeline dates them`]),
    ...(settingsLeftOut.length === 0
      ? []
      : [`  ${counted(settingsLeftOut.length, "change")} of settings not applied: after the end of the run`]),
    ...(own === 0 ? [] : [`  the experiment's own ${counted(own, "fault")} left out: the timeline takes their place`]),
    ...(ownHazards.length === 0 || hazardsOff
      ? []
      : [
          `  the experiment's own ${counted(ownHazards.length, "hazard")} ${ownHazards.length === 1 ? "strikes" : "strike"} as well, drawn by the seed${hazards > 0 ? "" : "; without: --set hazardsOff=true"}`,
        ]),
    "unchecked" in violations
      ? `  invariants not checked: ${violations.unchecked}`
      : violations.length === 0
        ? "  every invariant held"
        : `  ${style("red", `${counted(violations.length, "breach").replace(/breachs$/, "breaches")} of invariants`)}, told above`,
    ...(isElsewhere ? ["  what is compared below is simulated in this process"] : []),
  ];
};
