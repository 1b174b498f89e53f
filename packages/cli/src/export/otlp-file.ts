import type { ResultDocument } from "@ordeal/model";
import type { ExportSource } from "./format.ts";
import { otlpMetrics, otlpTraces } from "./formats/otlp.ts";

/** Spans as lines of OTLP JSON, as a collector's file receiver reads them. */
export const otlpTraceLines = async function* (source: ExportSource): AsyncGenerator<string> {
  for await (const batch of otlpTraces(source)) yield `${JSON.stringify(batch)}\n`;
};

/** Metrics likewise: a file of OTLP JSON holds one sort of data. */
export const otlpMetricLines = (result: ResultDocument, source: ExportSource): ReadonlyArray<string> => [
  `${JSON.stringify(otlpMetrics(result, source))}\n`,
];

/** Where metrics go beside a file of spans: `run.jsonl` has them in `run.metrics.jsonl`. */
export const metricsFile = (out: string): string =>
  /\.[^./]+$/.test(out) ? out.replace(/(\.[^./]+)$/, ".metrics$1") : `${out}.metrics`;
