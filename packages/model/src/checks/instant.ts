import type { ExperimentParts } from "../experiment.ts";
import type { Path } from "../problem.ts";
import { printDuration } from "../units/duration.ts";
import { type Instant, instantUs } from "../units/instant.ts";
import type { Report } from "./report.ts";

/** An instant must lie inside the run, and a date needs a run that says when it starts. */
export const checkInstant = (instant: Instant, path: Path, parts: ExperimentParts, report: Report): void => {
  const us = instantUs(instant, parts.startsAt);
  if (us === undefined && parts.startsAt === undefined) {
    if (parts.unreadable.has("startsAt")) return;
    report(
      path,
      "is a date, and the experiment does not say when it starts: add startsAt, or give a time since the start",
    );
  } else if (us === undefined) {
    report(path, "expected a date inside the run, found one more than ten years away from startsAt");
  } else if (us < 0) {
    report(path, `expected a date after startsAt, found one ${printDuration(-us)} before it`);
  } else if (parts.duration !== undefined && us >= parts.duration) {
    report(
      path,
      `expected a time before the run ends after ${printDuration(parts.duration)}, found ${printDuration(us)}`,
    );
  }
};
