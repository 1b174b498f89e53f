import { humanDuration, humanMetric, humanMetricAgainst, humanNumber, SECOND_US, unitOf } from "@ordeal/model";
import { columns } from "../print/table.ts";
import type { Summarized } from "./summarized.ts";

/** Each threshold with what was measured, and whether it held. */
export const thresholdsSection = ({ document, experiment, style }: Summarized): ReadonlyArray<string> => {
  if (document.thresholds.length === 0) return ["No thresholds: nothing was judged."];
  const rows = document.thresholds.map(({ expression, actual, held, baseline }, index) => {
    const threshold = experiment.thresholds[index];
    const mark = held === null ? style("yellow", "?") : held ? style("green", "✓") : style("red", "✗");
    const value =
      threshold === undefined
        ? probeText(expression, actual, held)
        : actual === null
          ? "nothing to measure"
          : humanMetricAgainst(actual, threshold.limit, unitOf(threshold));
    const remark =
      baseline === null
        ? "no baseline"
        : baseline === undefined || threshold === undefined
          ? ""
          : `baseline ${humanMetric(baseline.value, unitOf(threshold))}`;
    return [
      `${mark} ${expression}`,
      held === false ? style("red", value) : value,
      remark === "" ? "" : style("dim", remark),
    ];
  });
  const of =
    document.baseline === null ? [] : [`  baseline: ${document.baseline.file}, seed ${document.baseline.seed}`];
  return [style("bold", "Thresholds"), ...columns(rows, ["left", "left", "left"], { width: style.width }), ...of];
};

/** What a probe of the user's own came to: a value, or how long after a fault it was there. */
const probeText = (expression: string, actual: number | null, held: boolean | null): string => {
  const isWithin = / within /.test(expression);
  if (held === null) return "nobody could tell";
  if (actual === null) return isWithin ? "not in time" : "nothing to measure";
  return isWithin ? `after ${humanDuration(actual * SECOND_US)}` : humanNumber(actual, 3);
};
