import type { Evidence, Experiment } from "@ordeal/model";
import type { SearchReport } from "./search.ts";

/** What a search that found nothing rests on: its thresholds, and the faults of its timelines that struck. */
export const evidenceOf = (
  { thresholds }: Pick<Experiment, "thresholds">,
  { timelines, coverage }: Pick<SearchReport, "timelines" | "coverage">,
): Evidence => ({
  ...judgedBy({ thresholds }),
  // The first of all timelines is empty.
  scripted: timelines - 1,
  struck: coverage.reduce((sum, { hits }) => sum + hits, 0),
});

/** What there is to judge by; a search has no earlier result to compare with. */
export const judgedBy = ({ thresholds }: Pick<Experiment, "thresholds">): Pick<Evidence, "isJudged" | "unjudged"> => ({
  isJudged: thresholds.length > 0,
  unjudged: thresholds.flatMap(({ of, expression }) => (of === "baseline" ? [expression] : [])),
});
