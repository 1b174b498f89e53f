import { columnName, type Holding, type Interval, type MetricSummary } from "@ordeal/explorer";
import {
  type Bucket,
  buckets,
  counted,
  humanMetric,
  humanNumber,
  type MetricUnit,
  metrics,
  percent,
  sharePercent,
} from "@ordeal/model";
import { bar } from "../print/bar.ts";
import type { Style } from "../print/style.ts";
import { columns } from "../print/table.ts";
import { bucketMeanings } from "../summary/buckets.ts";
import { causeName } from "../summary/cause.ts";
import { printVerdict } from "../summary/headline.ts";
import { type CampaignReport, replayCommand } from "./report.ts";

/** What a campaign came to, for a person: the verdict first, the command that runs it again last. */
export const printCampaign = (report: CampaignReport, style: Style): string =>
  `${[
    headline,
    judgements,
    thresholds,
    histogram,
    time,
    causes,
    everyMetric,
    worst,
    notes,
    (_: CampaignReport, s: Style) => [`Run it again: ${s("cyan", report.command)}`],
  ]
    .map((section) => section(report, style))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;

const INDENT = " ".repeat(9);
const BAR_WIDTH = 30;
const CAUSES_TOLD = 8;

/** `[96.29 %, 96.33 %]`; what is open on a side says so. */
export const printInterval = ({ from, to }: Interval, unit: MetricUnit): string =>
  `[${Number.isFinite(from) ? humanMetric(from, unit) : "?"}, ${Number.isFinite(to) ? humanMetric(to, unit) : "?"}]`;

const headline = ({ loaded, summary, until }: CampaignReport, style: Style): ReadonlyArray<string> => {
  const { from, runs, verdict, metrics: all } = summary;
  const throughput = all.find(({ metric }) => metric === "effectiveThroughput");
  const said =
    throughput === undefined
      ? "effective throughput was not measured"
      : `effective throughput ${style("bold", humanMetric(throughput.mean, "ratio"))} on average${throughput.interval === null ? "" : ` ${printInterval(throughput.interval, "ratio")}`}`;
  const seeds = runs === 1 ? `seed ${from}` : `seeds ${from} to ${from + runs - 1}`;
  return [
    `${printVerdict(verdict, style)}  ${style("bold", loaded.experiment.title)}`,
    `${INDENT}${said}, over ${counted(runs, "run")}, ${seeds}`,
    ...(until === undefined
      ? []
      : [
          `${INDENT}${until.reached ? `${until.expression} was reached after ${counted(runs, "run")}` : style("yellow", `${until.expression} was not reached`)}`,
        ]),
  ];
};

const markOf = (held: boolean | null, style: Style): string =>
  held === null ? style("yellow", "?") : held ? style("green", "✓") : style("red", "✗");

const judgements = ({ loaded, summary }: CampaignReport, style: Style): ReadonlyArray<string> => {
  const asked = loaded.experiment.campaign?.thresholds ?? [];
  if (asked.length === 0)
    return [
      "No thresholds on the distribution: nothing was judged.",
      `Add some, such as ${style("cyan", `--set campaign.thresholds='["P(effectiveThroughput >= 95 %) >= 99 %"]'`)}`,
    ];
  const rows = summary.judgements.map(({ expression, actual, interval, held, why }, index) => {
    const threshold = asked[index];
    const unit = threshold?.about === "mean" ? metrics[threshold.threshold.metric].unit : "ratio";
    const holds = threshold?.about === "probability" && !threshold.expression.startsWith("P") ? "holds in " : "";
    return [
      `${markOf(held, style)} ${expression}`,
      actual === null ? "nothing to measure" : `${holds}${humanMetric(actual, unit)}`,
      interval === null ? "" : printInterval(interval, unit),
      why === null ? "" : style("yellow", why),
    ];
  });
  return [style("bold", "Thresholds on the distribution"), ...columns(rows, ["left", "right", "left", "left"])];
};

const thresholds = ({ summary }: CampaignReport, style: Style): ReadonlyArray<string> => {
  if (summary.thresholds.length === 0) return [];
  const row = ({ expression, held, runs, unmeasured, probability, interval }: Holding) => [
    expression,
    probability === null ? "nothing to measure" : percent(probability),
    printInterval(interval, "ratio"),
    `${humanNumber(held)} of ${counted(runs, "run")}${unmeasured > 0 ? `, ${humanNumber(unmeasured)} without a sample` : ""}`,
  ];
  return [
    style("bold", "How often each threshold of a run holds"),
    ...columns(summary.thresholds.map(row), ["left", "right", "left", "right"]),
  ];
};

const histogram = ({ summary }: CampaignReport, style: Style): ReadonlyArray<string> => {
  const { histogram: drawn, metric, statistic } = summary.headline;
  if (drawn === null || drawn.counts.length < 2) return [];
  const { unit } = metrics[metric];
  const { from, to, counts } = drawn;
  const most = Math.max(...counts);
  const rows = counts.map((count, index) => [
    humanMetric(from + ((to - from) * index) / counts.length, unit),
    style("cyan", bar(count / most, BAR_WIDTH)),
    count === 0 ? "" : humanNumber(count),
  ]);
  const name = columnName(statistic === null ? { metric } : { metric, statistic });
  return [
    style("bold", `${name} over runs, from ${humanMetric(from, unit)} to ${humanMetric(to, unit)}`),
    ...columns(rows, ["right", "left", "left"]),
  ];
};

const time = ({ summary: { ledger } }: CampaignReport, style: Style): ReadonlyArray<string> => {
  const lost = buckets
    .filter((bucket) => bucket !== "productive" && ledger[bucket] > 0)
    .toSorted((a, b) => ledger[b] - ledger[a]);
  const largest = ledger[lost[0] ?? "productive"];
  const row = (bucket: Bucket, drawn: string, meaning: string) => [
    bucket,
    sharePercent(ledger[bucket]),
    drawn,
    style("dim", meaning),
  ];
  return [
    style("bold", "Where the time of all runs went"),
    ...columns(
      [
        row("productive", "", ""),
        ...lost.map((bucket) =>
          row(bucket, style("yellow", bar(ledger[bucket] / largest, 18)), bucketMeanings[bucket]),
        ),
      ],
      ["left", "right", "left", "left"],
    ),
  ];
};

const causes = ({ summary }: CampaignReport, style: Style): ReadonlyArray<string> => {
  if (summary.causes.length === 0) return [];
  const told = summary.causes.slice(0, CAUSES_TOLD);
  const rest = summary.causes.slice(CAUSES_TOLD);
  const rows = told.map(({ cause, share, interruptions }) => [
    causeName(cause),
    sharePercent(share),
    `${humanNumber(interruptions, 2)} stops a run`,
  ]);
  const others =
    rest.length === 0
      ? []
      : [
          [
            counted(rest.length, "other"),
            sharePercent(rest.reduce((sum, { share }) => sum + share, 0)),
            `${humanNumber(
              rest.reduce((sum, { interruptions }) => sum + interruptions, 0),
              2,
            )} stops a run`,
          ],
        ];
  return [
    style("bold", "Lost by cause: time down, and work thrown away"),
    ...columns([...rows, ...others], ["left", "right", "right"]),
  ];
};

const TOLD_PERCENTILES = ["p5", "p50", "p95"] as const;

const everyMetric = ({ summary }: CampaignReport, style: Style): ReadonlyArray<string> => {
  const row = ({ metric, statistic, mean, interval, least, greatest, percentiles, runs }: MetricSummary) => {
    const { unit } = metrics[metric];
    return [
      columnName(statistic === null ? { metric } : { metric, statistic }),
      humanMetric(mean, unit),
      interval === null ? "" : printInterval(interval, unit),
      humanMetric(least, unit),
      ...TOLD_PERCENTILES.map((name) => humanMetric(percentiles[name]?.value ?? Number.NaN, unit)),
      humanMetric(greatest, unit),
      runs === summary.runs ? "" : style("dim", `of ${counted(runs, "run")}`),
    ];
  };
  const head = ["metric", "mean", "95 %", "least", ...TOLD_PERCENTILES, "most", ""];
  return [
    style("bold", "Every metric over runs"),
    ...columns(
      [head.map((cell) => style("dim", cell)), ...summary.metrics.map(row)],
      ["left", "right", "left", "right", "right", "right", "right", "right", "left"],
    ),
  ];
};

const worst = (report: CampaignReport, style: Style): ReadonlyArray<string> => {
  const { metric, statistic, worst: seeds } = report.summary.headline;
  const { unit } = metrics[metric];
  const name = columnName(statistic === null ? { metric } : { metric, statistic });
  return seeds.length === 0
    ? []
    : [
        style("bold", `Worst runs by ${name}`),
        ...columns(
          seeds.map(({ seed, value }) => [humanMetric(value, unit), style("cyan", replayCommand(report, seed))]),
          ["right", "left"],
        ),
      ];
};

const notes = ({ notes: said }: CampaignReport, style: Style): ReadonlyArray<string> =>
  said.map((note) => style("dim", `Note: ${note}.`));
