import * as Duration from "effect/Duration";
import * as Effect from "effect/Effect";
import * as FetchHttpClient from "effect/http/FetchHttpClient";
import * as HttpClient from "effect/http/HttpClient";
import * as HttpClientRequest from "effect/http/HttpClientRequest";
import type { MetricsData } from "effect/observability/OtlpMetrics";
import * as OtlpSerialization from "effect/observability/OtlpSerialization";
import type { TraceData } from "effect/observability/OtlpTracer";
import * as Schedule from "effect/Schedule";
import * as Schema from "effect/Schema";

/** How long a collector may take for one request. */
const REQUEST_LIMIT = Duration.seconds(30);
/** How often a request is sent again that failed for a moment, with a growing pause in between. */
const AGAIN = { times: 3, schedule: Schedule.exponential("200 millis") };

/** A collector could not be reached, refused what was sent, or threw some of it away. */
export class NotSent extends Schema.TaggedError<NotSent>()("NotSent", { url: Schema.String, reason: Schema.String }) {}

/** What a collector answers that took only some of what it was sent; numbers of 64 bits come as text or as numbers. */
const Answer = Schema.Struct({
  partialSuccess: Schema.optionalKey(
    Schema.Struct({
      rejectedSpans: Schema.optionalKey(Schema.Union([Schema.String, Schema.Number])),
      rejectedDataPoints: Schema.optionalKey(Schema.Union([Schema.String, Schema.Number])),
      errorMessage: Schema.optionalKey(Schema.String),
    }),
  ),
});
const decodeAnswer = Schema.decodeUnknownOption(Answer);

/** The base of a collector's URLs, such as `http://127.0.0.1:4318`; `undefined` for what is none. */
export const collectorUrl = (written: string): string | undefined => {
  if (!URL.canParse(written)) return undefined;
  const { protocol, search, hash } = new URL(written);
  if (!["http:", "https:"].includes(protocol) || search !== "" || hash !== "") return undefined;
  return written.replace(/\/+$/, "").replace(/\/v1\/(traces|metrics)$/, "");
};

/**
 * Sends spans or metrics to a collector, as JSON over HTTP. Effect's own exporter drops what it cannot send and says
 * nothing; this one fails.
 */
export const sendOtlp = Effect.fnUntraced(
  function* (collector: string, data: { readonly traces: TraceData } | { readonly metrics: MetricsData }) {
    const serialization = yield* OtlpSerialization.OtlpSerialization;
    const isTraces = "traces" in data;
    const url = `${collector}/v1/${isTraces ? "traces" : "metrics"}`;
    const body = isTraces ? serialization.traces(data.traces) : serialization.metrics(data.metrics);
    const client = (yield* HttpClient.HttpClient).pipe(
      HttpClient.filterStatusOk,
      HttpClient.transformResponse(Effect.timeout(REQUEST_LIMIT)),
      HttpClient.retryTransient(AGAIN),
    );
    const failed = (error: { readonly message: string }) => new NotSent({ url, reason: reasonOf(error) });
    const response = yield* Effect.mapError(
      client.execute(HttpClientRequest.setBody(HttpClientRequest.post(url), body)),
      failed,
    );
    const text = yield* Effect.mapError(response.text, failed);
    const answer = decodeAnswer(parse(text));
    const partial = answer._tag === "Some" ? answer.value.partialSuccess : undefined;
    const rejected = Number(partial?.rejectedSpans ?? partial?.rejectedDataPoints ?? 0);
    if (rejected > 0) {
      const why = partial?.errorMessage ? `: ${partial.errorMessage}` : "";
      return yield* new NotSent({ url, reason: `it threw away ${rejected} of what it was sent${why}` });
    }
  },
  Effect.withTracerEnabled(false),
  Effect.provide([FetchHttpClient.layer, OtlpSerialization.layerJson]),
);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What went wrong, in as few words as say it. */
const reasonOf = (error: unknown): string => {
  const { reason, message } = error as {
    readonly reason?: { readonly response?: { readonly status: number } };
    readonly message: string;
  };
  const answered = reason?.response?.status;
  if (answered !== undefined) return `it answered ${answered}`;
  return causeOf(error) ?? message;
};

/** What the system said, deepest down: `fetch failed` alone tells nothing. */
const causeOf = (error: unknown): string | undefined => {
  let found: string | undefined;
  for (
    let one: unknown = error, depth = 0;
    one instanceof Error && depth < 5;
    one = one.cause ?? deeper(one), depth++
  ) {
    if (one.message !== "") found = one.message;
  }
  return found;
};

const deeper = (error: Error): unknown => (error as { readonly reason?: { readonly cause?: unknown } }).reason?.cause;
