import type { Block, BlocksPicture, ReportPart } from "@ordeal/dashboard";
import {
  counted,
  DistributionThresholdText,
  decode,
  humanMetric,
  humanNumber,
  type MetricName,
  metrics,
  percent,
  sharePercent,
  ThresholdText,
  verdicts,
} from "@ordeal/model";
import * as Schema from "effect/Schema";

const Range = Schema.Struct({ from: Schema.NullOr(Schema.Number), to: Schema.NullOr(Schema.Number) });
const Value = Schema.Struct({ value: Schema.Number });
const Share = Schema.NullOr(Schema.Number);

/** What a report reads of the document of `campaign --json`. */
export const CampaignDocument = Schema.Struct({
  ordeal: Schema.String,
  experiment: Schema.String,
  title: Schema.String,
  campaign: Schema.String,
  seeds: Schema.Struct({ from: Schema.Int, runs: Schema.Int }),
  verdict: Schema.Literals(verdicts),
  judgements: Schema.Array(
    Schema.Struct({
      expression: Schema.String,
      actual: Share,
      interval: Schema.NullOr(Range),
      held: Schema.NullOr(Schema.Boolean),
      why: Schema.NullOr(Schema.String),
    }),
  ),
  thresholds: Schema.Array(
    Schema.Struct({
      expression: Schema.String,
      runs: Schema.Int,
      held: Schema.Int,
      probability: Share,
      interval: Schema.NullOr(Range),
    }),
  ),
  metrics: Schema.Array(
    Schema.Struct({
      metric: Schema.String,
      statistic: Schema.NullOr(Schema.String),
      runs: Schema.Int,
      mean: Share,
      interval: Schema.NullOr(Range),
      least: Share,
      greatest: Share,
      percentiles: Schema.Record(Schema.String, Schema.NullOr(Value)),
    }),
  ),
  ledger: Schema.Record(Schema.String, Schema.Number),
  causes: Schema.Array(Schema.Struct({ cause: Schema.String, interruptions: Schema.Number, share: Schema.Number })),
  histogram: Schema.Struct({
    metric: Schema.String,
    statistic: Schema.NullOr(Schema.String),
    from: Share,
    to: Share,
    counts: Schema.Array(Schema.Int),
  }),
  worst: Schema.Array(Schema.Struct({ seed: Schema.Int, value: Schema.Number, command: Schema.String })),
  notes: Schema.Array(Schema.String),
  command: Schema.String,
});
type CampaignDocument = typeof CampaignDocument.Type;

/** The metric's own unit; of a name that nobody knows the number alone. */
const say = (metric: string, value: number | null): string =>
  value === null
    ? "–"
    : Object.hasOwn(metrics, metric)
      ? humanMetric(value, metrics[metric as MetricName].unit)
      : humanNumber(value, 4);

/** A threshold of a mean is in its metric's unit, any other in the share of runs in which it holds. */
const printerOf = (expression: string): ((value: number) => string) => {
  const decoded = decode(DistributionThresholdText, expression);
  if (!("value" in decoded) || decoded.value.about !== "mean") return percent;
  const { metric } = decoded.value.threshold;
  return (value) => say(metric, value);
};

const between = (range: typeof Range.Type | null, print: (value: number) => string): string =>
  range === null
    ? "–"
    : `${range.from === null ? "–" : print(range.from)} … ${range.to === null ? "–" : print(range.to)}`;

/** What an experiment came to over many seeds: distributions with the thresholds drawn in, worst seeds, lost time. */
export const campaignBlocks = (document: CampaignDocument): BlocksPicture => {
  const { title, verdict, seeds, judgements, thresholds, ledger, causes, worst, notes, command } = document;
  return {
    title: `${title}: ${counted(seeds.runs, "run")}`,
    verdict,
    headline: `seeds ${seeds.from} to ${seeds.from + seeds.runs - 1}; intervals are of 95 %`,
    blocks: [
      ...notes.map((text): Block => ({ show: "text", text })),
      {
        show: "table",
        title: "Thresholds on the distribution",
        head: ["threshold", "", "found", "95 %"],
        names: 2,
        rows: judgements.map(({ expression, actual, interval, held, why }) => {
          const print = printerOf(expression);
          return [
            expression,
            held === null ? `? unknown${why === null ? "" : `: ${why}`}` : held ? "✓ held" : "✗ missed",
            actual === null ? "nothing to measure" : print(actual),
            between(interval, print),
          ];
        }),
      },
      {
        show: "table",
        title: "How often each threshold of a run holds",
        head: ["threshold", "runs", "probability", "95 %"],
        names: 1,
        rows: thresholds.map(({ expression, runs, held, probability, interval }) => [
          expression,
          `${humanNumber(held)} of ${humanNumber(runs)}`,
          probability === null ? "–" : percent(probability),
          between(interval, percent),
        ]),
      },
      ...histogramOf(document),
      {
        show: "table",
        title: "Where the time of all runs went",
        head: ["bucket", "share"],
        names: 1,
        rows: Object.entries(ledger)
          .filter(([, share]) => share > 0)
          .toSorted((a, b) => b[1] - a[1])
          .map(([bucket, share]) => [bucket, sharePercent(share)]),
      },
      {
        show: "table",
        title: "Lost by cause: time down, and work thrown away",
        head: ["cause", "share", "stops a run"],
        names: 1,
        rows: causes.map(({ cause, share, interruptions }) => [
          cause,
          sharePercent(share),
          humanNumber(interruptions, 2),
        ]),
      },
      metricsTable(document.metrics),
      {
        show: "table",
        title: "The worst seeds",
        head: ["seed", document.histogram.metric, "again"],
        names: 1,
        rows: worst.map(({ seed, value, command: again }) => [
          String(seed),
          say(document.histogram.metric, value),
          again,
        ]),
      },
    ],
    commands: [command],
  };
};

const histogramOf = ({ histogram, thresholds }: CampaignDocument): ReadonlyArray<Block> => {
  const { metric, statistic, from, to, counts } = histogram;
  if (from === null || to === null) return [];
  const limits = thresholds.flatMap(({ expression }) => {
    const decoded = decode(ThresholdText, expression);
    if (!("value" in decoded)) return [];
    const { metric: of, statistic: which, limit, of: against } = decoded.value;
    return of === metric && (which ?? null) === statistic && against === undefined
      ? [{ at: limit, label: expression }]
      : [];
  });
  // A limit beyond all runs is drawn too: how far they are from it is what one wants to see.
  const least = Math.min(from, ...limits.map(({ at }) => at));
  const most = Math.max(to, ...limits.map(({ at }) => at));
  const width = to === from ? 1 : (to - from) / counts.length;
  const before = Math.min(200, Math.ceil((from - least) / width));
  const after = Math.min(200, Math.ceil((most - to) / width));
  const empty = (count: number) => Array.from({ length: count }, () => 0);
  return [
    {
      show: "distribution",
      title: `${metric}${statistic === null ? "" : ` ${statistic}`} over runs`,
      from: from - before * width,
      to: to + after * width,
      counts: [...empty(before), ...counts, ...empty(after)],
      ends: [say(metric, from - before * width), say(metric, to + after * width)],
      limits,
    },
  ];
};

const PERCENTILES = ["p5", "p50", "p95"] as const;

const metricsTable = (all: CampaignDocument["metrics"]): Block => ({
  show: "table",
  title: "Every metric over runs",
  head: ["metric", "mean", "95 %", "least", ...PERCENTILES, "most"],
  names: 1,
  rows: all.map(({ metric, statistic, mean, interval, least, greatest, percentiles }) => [
    statistic === null ? metric : `${metric} ${statistic}`,
    say(metric, mean),
    between(interval, (value) => say(metric, value)),
    say(metric, least),
    ...PERCENTILES.map((name) => say(metric, percentiles[name]?.value ?? null)),
    say(metric, greatest),
  ]),
});

/** The same, of a document as it is about to be printed. */
export const campaignParts = (document: object): ReadonlyArray<ReportPart> => [
  {
    what: "blocks",
    part: campaignBlocks(Schema.decodeUnknownSync(CampaignDocument)(JSON.parse(JSON.stringify(document)))),
  },
];
