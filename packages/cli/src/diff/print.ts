import { humanDuration, humanMetric, type MetricUnit, parseThreshold, percent, SECOND_US, unitOf } from "@ordeal/model";
import type { Style } from "../print/style.ts";
import { columns } from "../print/table.ts";
import { printVerdict } from "../summary/headline.ts";
import type { ComparedBucket, ComparedMetric, ComparedResults, ComparedThreshold, Outcome } from "./compare-results.ts";

const outcomes: Readonly<Record<Outcome, string>> = {
  same: "The two are the same.",
  different: "They differ, and nothing that held is broken.",
  worse: "B is worse: something that held in A fails in B.",
  unknown: "Nobody can tell whether B is worse: something that was judged in A is unknown in B.",
};

/** Two results side by side; what is the same in both is counted and not shown. */
export const printComparison = (
  { outcome, verdict, thresholds, metrics, ledger }: ComparedResults,
  { a, b }: { readonly a: string; readonly b: string },
  style: Style,
): string => {
  const section = (title: string, head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>) => [
    "",
    style("bold", title),
    ...columns(
      [["", ...head].map((cell) => style("dim", cell)), ...rows],
      ["left", ...head.map(() => "right" as const)],
    ),
  ];
  const changed = metrics.filter((one) => one.a !== one.b);
  const spent = ledger.filter(({ aUs, bUs }) => aUs !== bUs);
  const same = metrics.length - changed.length;
  return [
    `A  ${printVerdict(verdict.a, style)}  ${a}`,
    `B  ${printVerdict(verdict.b, style)}  ${b}`,
    ...(thresholds.length === 0 ? [] : section("Thresholds", ["A", "B", ""], thresholds.map(thresholdRow))),
    ...(changed.length === 0 ? [] : section("Metrics", ["A", "B", "B − A"], changed.map(metricRow))),
    ...(changed.length === 0 || same === 0 ? [] : [style("dim", `  ${same} more are the same in both`)]),
    ...(spent.length === 0 ? [] : section("Where the time went", ["A", "B", "B − A", "points"], spent.map(bucketRow))),
    "",
    outcomes[outcome],
    "",
  ].join("\n");
};

const NONE = "–";

/** A value in its unit, with its sign. */
const signed = (value: number, text: (size: number) => string): string =>
  value === 0 ? text(0) : `${value < 0 ? "−" : "+"}${text(Math.abs(value))}`;

/** The difference of two values of a metric: of ratios in points, not in percent of one another. */
const differenceText = (difference: number, unit: MetricUnit): string => {
  if (unit === "ratio") return signed(difference, (size) => `${digits(size * 100)} points`);
  if (unit === "duration") return signed(difference, (size) => humanDuration(Math.round(size * SECOND_US)));
  return signed(difference, (size) => humanMetric(size, unit));
};

/** Two decimals; what is less is not nothing. */
const digits = (points: number): string => (points > 0 && points < 0.005 ? "<0.01" : points.toFixed(2));

const metricRow = ({ metric, statistic, unit, a, b, difference }: ComparedMetric): ReadonlyArray<string> => [
  statistic === null ? metric : `${metric} ${statistic}`,
  a === null ? NONE : humanMetric(a, unit),
  b === null ? NONE : humanMetric(b, unit),
  difference === null ? NONE : differenceText(difference, unit),
];

const thresholdRow = ({ expression, a, b }: ComparedThreshold): ReadonlyArray<string> => {
  const threshold = parseThreshold(expression);
  const unit = typeof threshold === "string" ? undefined : unitOf(threshold);
  const said = (judgement: ComparedThreshold["a"]): string => {
    if (judgement === null) return "not asked";
    if (judgement.actual === null) return "unknown";
    return unit === undefined ? String(judgement.actual) : humanMetric(judgement.actual, unit);
  };
  return [expression, said(a), said(b), changeOf(a, b)];
};

const changeOf = (a: ComparedThreshold["a"], b: ComparedThreshold["b"]): string => {
  if (a === null || b === null) return a === null ? "only in B" : "only in A";
  if (a.held === b.held) return b.held === null ? "unknown" : b.held ? "held" : "broken in both";
  return b.held === null ? "UNKNOWN NOW" : b.held ? "holds now" : "BROKEN NOW";
};

const bucketRow = ({ bucket, aUs, bUs, differenceUs, differenceShare }: ComparedBucket): ReadonlyArray<string> => [
  bucket,
  humanDuration(aUs),
  humanDuration(bUs),
  signed(differenceUs, humanDuration),
  signed(differenceShare, (size) => percent(size).replace(" %", "")),
];
