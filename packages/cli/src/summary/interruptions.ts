import { counted, humanMetric, humanNumber } from "@ordeal/model";
import { bar } from "../print/bar.ts";
import { columns } from "../print/table.ts";
import { causeName } from "./cause.ts";
import type { Summarized } from "./summarized.ts";

const CAUSES_MAX = 8;
const BAR_WIDTH = 16;

/** How often the job stopped, and what struck it. */
export const interruptionsSection = ({ document, style }: Summarized): ReadonlyArray<string> => {
  const { counts, faultsByCause, metrics } = document;
  const title = style(
    "bold",
    counts.interruptions === 0 ? "No interruption" : counted(counts.interruptions, "interruption"),
  );
  const often =
    metrics.mtbf === null || counts.faultsOnJob < 2 ? "" : `, one every ${humanMetric(metrics.mtbf, "duration")}`;
  const onJob = counts.faultsOnJob === 0 ? "" : `${counted(counts.faultsOnJob, "fault")} on the job${often}; `;
  const first = `${title}: ${onJob}${counted(counts.faults, "fault")} in all`;
  const most = faultsByCause[0]?.count ?? 0;
  const rows = faultsByCause.slice(0, CAUSES_MAX).map(({ cause, kind, count }) => {
    const name = causeName(cause);
    return [
      name,
      humanNumber(count),
      style("yellow", bar(count / most, BAR_WIDTH)),
      style("dim", name === kind ? "" : kind),
    ];
  });
  const rest = faultsByCause.slice(CAUSES_MAX);
  const restCount = rest.reduce((sum, { count }) => sum + count, 0);
  const more = rest.length === 0 ? [] : [`  and ${humanNumber(restCount)} by ${counted(rest.length, "other cause")}`];
  return [first, ...columns(rows, ["left", "right", "left", "left"], { width: style.width }), ...more];
};
