import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Ajv } from "ajv";
import { onTestFinished } from "vitest";

/** OTLP's JSON encoding, as the protocol's specification gives it: ids in hex, 64-bit integers as text or numbers. */
const nanoseconds = { type: "string", pattern: "^\\d+$" };
const anyValue = {
  type: "object",
  minProperties: 1,
  maxProperties: 1,
  properties: {
    stringValue: { type: "string" },
    boolValue: { type: "boolean" },
    intValue: { anyOf: [{ type: "integer" }, { type: "string", pattern: "^-?\\d+$" }] },
    doubleValue: { type: "number" },
    arrayValue: { type: "object", required: ["values"], properties: { values: { type: "array" } } },
  },
  additionalProperties: false,
};
const attributes = {
  type: "array",
  items: { type: "object", required: ["key", "value"], properties: { key: { type: "string" }, value: anyValue } },
};
const scope = { type: "object", required: ["name"], properties: { name: { type: "string" } } };
const resource = { type: "object", required: ["attributes"], properties: { attributes } };
const spanId = { type: "string", pattern: "^[0-9a-f]{16}$" };
const traceId = { type: "string", pattern: "^[0-9a-f]{32}$" };
const under = (name: string, scopes: string, items: object, leaf: string) => ({
  type: "object",
  required: [name],
  additionalProperties: false,
  properties: {
    [name]: {
      type: "array",
      items: {
        type: "object",
        required: ["resource", scopes],
        properties: {
          resource,
          [scopes]: {
            type: "array",
            items: {
              type: "object",
              required: ["scope", leaf],
              properties: { scope, [leaf]: { type: "array", items } },
            },
          },
        },
      },
    },
  },
});
const span = {
  type: "object",
  required: ["traceId", "spanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano"],
  properties: {
    traceId,
    spanId,
    parentSpanId: spanId,
    name: { type: "string", minLength: 1 },
    kind: { type: "integer", minimum: 0, maximum: 5 },
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes,
    status: { type: "object", properties: { code: { enum: [0, 1, 2] }, message: { type: "string" } } },
    links: {
      type: "array",
      items: { type: "object", required: ["traceId", "spanId"], properties: { traceId, spanId } },
    },
  },
};
const metric = {
  type: "object",
  required: ["name", "unit", "gauge"],
  properties: {
    name: { type: "string", pattern: "^[A-Za-z][\\w./-]{0,254}$" },
    unit: { type: "string" },
    gauge: {
      type: "object",
      required: ["dataPoints"],
      properties: {
        dataPoints: {
          type: "array",
          minItems: 1,
          items: {
            type: "object",
            required: ["timeUnixNano", "asDouble"],
            properties: { attributes, timeUnixNano: nanoseconds, asDouble: { type: "number" } },
          },
        },
      },
    },
  },
};

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: Readonly<Record<string, unknown>> }>;
  readonly status: { readonly code: number };
  readonly links: ReadonlyArray<{ readonly spanId: string }>;
}
export interface OtlpMetric {
  readonly name: string;
  readonly unit: string;
  readonly gauge: {
    readonly dataPoints: ReadonlyArray<{
      readonly asDouble: number;
      readonly attributes: OtlpSpan["attributes"];
    }>;
  };
}

const ajv = new Ajv({ allErrors: true });
const isTraces = ajv.compile(under("resourceSpans", "scopeSpans", span, "spans"));
const isMetrics = ajv.compile(under("resourceMetrics", "scopeMetrics", metric, "metrics"));

/** Decodes what a collector is sent, or a line of a file; throws for what is no OTLP. */
export const decodeOtlp = (
  text: string,
): { readonly spans: ReadonlyArray<OtlpSpan>; readonly metrics: ReadonlyArray<OtlpMetric> } => {
  const data = JSON.parse(text);
  const validate = "resourceSpans" in data ? isTraces : isMetrics;
  validate(data);
  if ((validate.errors ?? []).length > 0) throw new Error(JSON.stringify(validate.errors?.slice(0, 3)));
  const resources: ReadonlyArray<Readonly<Record<string, ReadonlyArray<object>>>> =
    data.resourceSpans ?? data.resourceMetrics;
  const scopes = resources.flatMap((one) => one.scopeSpans ?? one.scopeMetrics ?? []);
  return {
    spans: scopes.flatMap(({ spans = [] }: { readonly spans?: ReadonlyArray<OtlpSpan> }) => spans),
    metrics: scopes.flatMap(({ metrics = [] }: { readonly metrics?: ReadonlyArray<OtlpMetric> }) => metrics),
  };
};

/** A collector that decodes what it is sent, as one on port 4318 does; `answer` may refuse. */
export const collector = async (
  answer: (nth: number) => { readonly status: number; readonly body?: string } = () => ({ status: 200, body: "{}" }),
) => {
  const got = {
    requests: 0,
    spans: [] as Array<OtlpSpan>,
    metrics: [] as Array<OtlpMetric>,
    problems: [] as Array<string>,
  };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += chunk));
    request.on("end", () => {
      const { status, body = "" } = answer(got.requests++);
      try {
        if (request.headers["content-type"] !== "application/json") throw new Error("not JSON");
        const { spans, metrics } = decodeOtlp(text);
        const wanted = spans.length > 0 ? "/v1/traces" : "/v1/metrics";
        if (request.url !== wanted || request.method !== "POST") throw new Error(`${request.method} ${request.url}`);
        got.spans.push(...spans);
        got.metrics.push(...metrics);
      } catch (error) {
        got.problems.push(String(error));
      }
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
};
