import {
  counted,
  humanMetric,
  humanNumber,
  type MetricName,
  type Metrics,
  metrics,
  type Statistic,
} from "@ordeal/model";
import { displayWidth } from "effect/cli/CliOutput";
import { columns } from "../print/table.ts";
import type { Summarized } from "./summarized.ts";

const single = [
  ["ettr", "availability"],
  ["worstWindow", "checkpointOverhead"],
  ["effectiveFlops", "energy"],
  ["sparesLowest", "energyPerStep"],
] as const satisfies ReadonlyArray<readonly [MetricName, MetricName]>;

const sampled = ["recoveryTime", "lostWork", "nodesDown"] as const satisfies ReadonlyArray<MetricName>;
const shown = ["mean", "p50", "p90", "p99", "max"] as const satisfies ReadonlyArray<Statistic>;

/** The metrics, by the names that thresholds use. */
export const metricsSection = ({ document, style }: Summarized): ReadonlyArray<string> => {
  const { metrics: values, counts } = document;
  const pairs = single.map((row) => row.flatMap((name) => [name, print(name, values[name])]));
  const done = ["steps", humanNumber(counts.steps), "checkpoints", humanNumber(counts.checkpoints)];
  const head = ["", ...shown].map((name) => style("dim", name));
  const samples = sampled.map((name) => [name, ...shown.map((statistic) => print(name, values[name][statistic]))]);
  return [
    style("bold", "Metrics"),
    ...beside([...pairs, done], style.width),
    ...columns([head, ...samples], ["left", "right", "right", "right", "right", "right"], {
      width: style.width,
      heads: 1,
    }),
    ...remarks(counts),
  ];
};

/** Two metrics a line, or one where two do not fit. */
const beside = (pairs: ReadonlyArray<ReadonlyArray<string>>, width: number): ReadonlyArray<string> => {
  const lines = columns(pairs, ["left", "left", "left", "left"]);
  if (lines.every((line) => displayWidth(line) <= width)) return lines;
  const single = pairs.flatMap((pair) => [pair.slice(0, 2), pair.slice(2)]);
  return columns(single, ["left", "left"], { width });
};

const print = (name: MetricName, value: Metrics[(typeof single)[number][number]]): string =>
  value === null ? "–" : humanMetric(value, metrics[name].unit);

/** What went wrong with checkpoints and faults, only where something did. */
const remarks = (counts: Summarized["document"]["counts"]): ReadonlyArray<string> =>
  [
    counts.checkpointsTorn > 0
      ? `${counted(counts.checkpointsTorn, "checkpoint")} torn: the job stopped before it was kept`
      : "",
    counts.checkpointsSkipped > 0
      ? `${counted(counts.checkpointsSkipped, "save")} skipped: the one before was not kept yet`
      : "",
    counts.faultsSkipped > 0
      ? `${counted(counts.faultsSkipped, "fault")} skipped: nothing that stood was left to strike`
      : "",
    counts.shrinks > 0 ? `shrunk ${counted(counts.shrinks, "time")}` : "",
    counts.starvations > 0 ? `without enough nodes ${counted(counts.starvations, "time")}` : "",
  ]
    .filter((remark) => remark !== "")
    .map((remark) => `  ${remark}`);
