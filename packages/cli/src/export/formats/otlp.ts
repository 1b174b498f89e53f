import { createHash } from "node:crypto";
import {
  buckets,
  type MetricUnit,
  metrics as metricDefinitions,
  metricNames,
  type ResultDocument,
  statisticsOf,
} from "@ordeal/model";
import type { MetricsData } from "effect/observability/OtlpMetrics";
import * as OtlpResource from "effect/observability/OtlpResource";
import type { TraceData } from "effect/observability/OtlpTracer";
import { type ExportSource, endUs } from "../format.ts";
import { RunSpans, type Span } from "../run-spans.ts";

/** How many spans go together, in one line or one request. */
const SPANS_TOGETHER = 1_000;

/** Span kind "internal", and the status codes, as OTLP numbers them. */
const INTERNAL = 1;
const status = { unset: 0, ok: 1, error: 2 } as const;

type OtlpSpan = TraceData["resourceSpans"][number]["scopeSpans"][number]["spans"][number];

/** The id of the span that is the whole run: others count from 1 on. */
const ROOT = 0;

/**
 * A run as OTLP spans, in batches: the run is the root; outages with the rungs and loads of their recovery below them;
 * what the job does, faults, checkpoints, nodes and cooling beside them. The faults that stopped the job are links of the
 * outage. The trace's id follows from the journal, so that exporting a run again makes no second trace.
 */
export const otlpTraces = async function* (source: ExportSource): AsyncGenerator<TraceData> {
  const { run, events, startsAtMs } = source;
  const traceId = createHash("sha256")
    .update(`${run.summary.title}\n${run.summary.seed}\n${run.sha256}`)
    .digest("hex")
    .slice(0, 32);
  const times = (fromUs: number, toUs: number) => ({
    startTimeUnixNano: nanoseconds(startsAtMs, fromUs),
    endTimeUnixNano: nanoseconds(startsAtMs, toUs),
  });
  const resource = resourceOf(run);
  const scope = { name: "ordeal", version: run.ordeal };
  const batch = (spans: Array<OtlpSpan>): TraceData => ({
    resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }],
  });
  const told = (span: Span): OtlpSpan => ({
    traceId,
    spanId: spanId(span.id),
    parentSpanId: spanId(span.parent ?? ROOT),
    name: span.name,
    ...times(span.fromUs, span.toUs),
    attributes: attributesOf({ track: span.track, ...(span.isOver ? {} : { ongoing: true }), ...span.attributes }),
    status: { code: span.track === "outage" ? status.error : status.unset },
    links: span.causes.map((cause) => ({ traceId, spanId: spanId(cause), attributes: [], droppedAttributesCount: 0 })),
    ...constant,
  });
  const spans = new RunSpans();
  let waiting: Array<OtlpSpan> = [];
  for await (const event of events()) {
    for (const span of spans.see(event)) waiting.push(told(span));
    if (waiting.length < SPANS_TOGETHER) continue;
    yield batch(waiting);
    waiting = [];
  }
  const { title, seed, verdict, incomplete } = run.summary;
  const code = verdict === "pass" ? status.ok : verdict === "fail" ? status.error : status.unset;
  const root: OtlpSpan = {
    traceId,
    spanId: spanId(ROOT),
    parentSpanId: undefined,
    name: title,
    ...times(0, endUs(source)),
    attributes: attributesOf({
      seed,
      ...run.began,
      verdict: verdict ?? "unknown",
      ...(incomplete === undefined ? {} : { incomplete }),
    }),
    status: { code },
    links: [],
    ...constant,
  };
  yield batch([...waiting, ...spans.close(endUs(source)).map(told), root]);
};

/** What a run came to as OTLP metrics: gauges at the run's end. Metrics without a sample have no point. */
export const otlpMetrics = (result: ResultDocument, { run, startsAtMs }: ExportSource): MetricsData => {
  const timeUnixNano = nanoseconds(startsAtMs, result.wallUs);
  const startTimeUnixNano = nanoseconds(startsAtMs, 0);
  const gauge = (name: string, description: string, unit: string, points: ReadonlyArray<Point>) => ({
    name: `ordeal.${name}`,
    description,
    unit,
    gauge: {
      dataPoints: points.map(({ value, attributes }) => ({
        attributes: attributesOf(attributes),
        startTimeUnixNano,
        timeUnixNano,
        asDouble: value,
      })),
    },
  });
  const measured = metricNames.map((name) =>
    gauge(name, metricDefinitions[name].meaning, units[metricDefinitions[name].unit], pointsOf(result, name)),
  );
  const all = [
    ...measured.filter(({ gauge }) => gauge.dataPoints.length > 0),
    gauge(
      "ledger",
      "wall time by bucket",
      "s",
      buckets.map((bucket) => ({ value: result.ledgerUs[bucket] / 1e6, attributes: { bucket } })),
    ),
    gauge(
      "count",
      "how often things happened",
      "1",
      Object.entries(result.counts).map(([what, value]) => ({ value, attributes: { what } })),
    ),
    gauge(
      "threshold.held",
      "1 for a threshold that held, 0 for one that failed; none that was not measured",
      "1",
      result.thresholds.flatMap(({ expression, held }) =>
        held === null ? [] : [{ value: held ? 1 : 0, attributes: { expression } }],
      ),
    ),
  ].filter(({ gauge }) => gauge.dataPoints.length > 0);
  const scope = { name: "ordeal", version: run.ordeal };
  return { resourceMetrics: [{ resource: resourceOf(run), scopeMetrics: [{ scope, metrics: all }] }] };
};

interface Point {
  readonly value: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Units as UCUM writes them. */
const units: Readonly<Record<MetricUnit, string>> = {
  ratio: "1",
  duration: "s",
  count: "1",
  flops: "{FLOP}/s",
  kWh: "kW.h",
};

const pointsOf = ({ metrics }: ResultDocument, name: (typeof metricNames)[number]): ReadonlyArray<Point> => {
  const one = metrics[name];
  if (typeof one !== "object" || one === null) return one === null ? [] : [{ value: one, attributes: {} }];
  return (statisticsOf(name) ?? []).flatMap((statistic) => {
    const value = one[statistic];
    return value === null ? [] : [{ value, attributes: { statistic } }];
  });
};

const resourceOf = ({ ordeal, summary: { title, seed } }: ExportSource["run"]) =>
  OtlpResource.make({
    serviceName: "ordeal",
    serviceVersion: ordeal,
    attributes: { "ordeal.title": title, "ordeal.seed": seed },
  });

const attributesOf = (attributes: Readonly<Record<string, unknown>>) =>
  OtlpResource.entriesToAttributes(
    Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [[`ordeal.${key}`, value]])),
  );

const constant = { kind: INTERNAL, events: [], droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 };

/** Eight bytes, of which not all may be zero. */
const spanId = (id: number): string => (id + 1).toString(16).padStart(16, "0");

/** Nanoseconds since 1970: more than a number holds. */
const nanoseconds = (startsAtMs: number, us: number): string =>
  String(BigInt(startsAtMs) * 1_000_000n + BigInt(us) * 1_000n);
