import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResultDocument } from "@ordeal/model";
import { expect, test } from "vitest";
import { collector, decodeOtlp, type OtlpSpan } from "./collector.ts";
import { call, eventful, keptRun } from "./support.ts";

const attributeOf = ({ attributes }: Pick<OtlpSpan, "attributes">, key: string): unknown =>
  Object.values(attributes.find((one) => one.key === `ordeal.${key}`)?.value ?? {})[0];

const startsAt = "2026-03-26T09:00:00+08:00";
const startNs = BigInt(Date.parse(startsAt)) * 1_000_000n;

test("a collector takes the spans and the metrics of a run", async () => {
  const at = await keptRun(eventful);
  const { url, got } = await collector();
  const { code, err } = await call("otlp", join(at, "e.result.json"), { otlp: url, startsAt });
  expect([code, got.problems]).toEqual([0, []]);
  expect(err).toContain(`sent to ${url}`);
  const { spans, metrics } = got;
  const ids = new Set(spans.map(({ spanId }) => spanId));
  expect(ids.size).toBe(spans.length);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  const [root, ...others] = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  expect(others).toEqual([]);
  expect(root).toMatchObject({ name: "A small test", status: { code: 2 }, startTimeUnixNano: String(startNs) });
  expect(root?.endTimeUnixNano).toBe(String(startNs + 43_200_000_000_000n));
  for (const { parentSpanId, links } of spans) {
    if (parentSpanId !== undefined) expect(ids).toContain(parentSpanId);
    for (const { spanId } of links) expect(ids).toContain(spanId);
  }
  // An outage links to the fault that stopped the job, and has the rungs of its recovery below it.
  const crash = spans.find((span) => attributeOf(span, "track") === "fault" && attributeOf(span, "fault") === "crash");
  const outage = spans.find((span) => attributeOf(span, "track") === "outage");
  expect(outage?.links.map(({ spanId }) => spanId)).toContain(crash?.spanId);
  expect(spans.some((span) => span.parentSpanId === outage?.spanId && attributeOf(span, "does") === "job")).toBe(true);

  const result = JSON.parse(readFileSync(join(at, "e.result.json"), "utf8")) as ResultDocument;
  const points = (name: string) => metrics.find((one) => one.name === `ordeal.${name}`)?.gauge.dataPoints ?? [];
  expect(points("effectiveThroughput").map(({ asDouble }) => asDouble)).toEqual([result.metrics.effectiveThroughput]);
  expect(points("recoveryTime").map(({ asDouble }) => asDouble)).toEqual(Object.values(result.metrics.recoveryTime));
  expect(points("ledger").reduce((sum, { asDouble }) => sum + asDouble, 0)).toBeCloseTo(result.wallUs / 1e6, 6);
  expect(points("threshold.held").map(({ asDouble }) => asDouble)).toEqual([1, 0]);
  expect(metrics.find(({ name }) => name === "ordeal.mtbf")?.unit).toBe("s");
});

test("a file of spans and a file of metrics hold one sort of data each, a batch a line", async () => {
  const at = await keptRun(eventful);
  const out = join(at, "run.jsonl");
  const { code } = await call("otlp", join(at, "e.journal.ndjson"), { out, startsAt });
  expect(code).toBe(0);
  const read = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n").map(decodeOtlp);
  expect(read(out).every(({ spans, metrics }) => spans.length > 0 && metrics.length === 0)).toBe(true);
  expect(read(join(at, "run.metrics.jsonl")).every(({ spans }) => spans.length === 0)).toBe(true);
  // The same run is the same trace, whoever exports it again.
  const [first] = read(out);
  const { url, got } = await collector();
  await call("otlp", join(at, "e.journal.ndjson"), { otlp: `${url}/v1/traces/`, startsAt });
  expect(got.spans[0]).toEqual(first?.spans[0]);
});

test("a metric without a sample has no point, and none reads as nothing", async () => {
  const at = await keptRun({ faults: "[]" });
  const { url, got } = await collector();
  await call("otlp", join(at, "e.result.json"), { otlp: url });
  expect(got.problems).toEqual([]);
  expect(got.metrics.map(({ name }) => name)).not.toContain("ordeal.recoveryTime");
  expect(got.metrics.map(({ name }) => name)).toContain("ordeal.interruptions");
});

test("a collector that is not there, refuses, or throws something away is one clear error", async () => {
  const at = await keptRun();
  const send = (otlp: string) => call("otlp", join(at, "e.result.json"), { otlp });
  const nobody = await send("http://127.0.0.1:9");
  expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining("http://127.0.0.1:9/v1/traces did not take")]);
  expect(nobody.err.trimEnd().split("\n")).toHaveLength(2);
  const refusing = await collector(() => ({ status: 400, body: '{"message":"no"}' }));
  expect((await send(refusing.url)).err).toContain("did not take the run: it answered 400\nNothing was exported.");
  const losing = await collector(() => ({
    status: 200,
    body: '{"partialSuccess":{"rejectedSpans":"7","errorMessage":"too old"}}',
  }));
  const lost = await send(losing.url);
  expect([lost.code, lost.err]).toEqual([2, expect.stringContaining("it threw away 7 of what it was sent: too old")]);
});

test("a collector that is busy for a moment is asked again", async () => {
  const at = await keptRun();
  const { url, got } = await collector((nth) => ({ status: nth === 0 ? 503 : 200, body: "{}" }));
  expect((await call("otlp", join(at, "e.result.json"), { otlp: url })).code).toBe(0);
  expect(got.requests).toBe(3);
});
