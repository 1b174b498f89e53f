import type { Probe, ProbeSample } from "@ordeal/model";
import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";

/** The longest answer that is read. */
const ANSWER_BYTES_MAX = 1_048_576;

type Shown = Pick<ProbeSample, "value" | "reason">;

const nothing = (reason: string): Shown => ({ value: null, reason });

/** What Prometheus answers to an instant query: a scalar, or a series with its value at the instant. */
const Value = Schema.Tuple([Schema.Number, Schema.String]);
const QueryAnswer = Schema.Struct({
  status: Schema.Literal("success"),
  data: Schema.Union([
    Schema.Struct({ resultType: Schema.Literal("scalar"), result: Value }),
    Schema.Struct({
      resultType: Schema.Literal("vector"),
      result: Schema.Array(Schema.Struct({ value: Value })),
    }),
  ]),
});
const decodeQuery = Schema.decodeUnknownOption(QueryAnswer);

/**
 * Asks a probe. It never fails: whatever keeps it from an answer, or from one that is a number, is no sample, and says why.
 */
export const askProbe = (probe: Probe): Effect.Effect<Shown> =>
  Effect.gen(function* () {
    const startedMs = yield* Clock.currentTimeMillis;
    const answer = yield* Effect.tryPromise({ try: (signal) => get(urlOf(probe), signal), catch: reasonOf });
    const seconds = ((yield* Clock.currentTimeMillis) - startedMs) / 1_000;
    return read(probe, answer, seconds);
  }).pipe(
    Effect.timeoutOrElse({
      duration: probe.timeout / 1_000,
      orElse: () => Effect.succeed(nothing(`no answer within ${probe.timeout / 1_000_000} s`)),
    }),
    Effect.catch((reason) => Effect.succeed(nothing(reason))),
  );

const urlOf = ({ prometheus, query = "", http = "" }: Probe): string =>
  prometheus === undefined ? http : `${prometheus.replace(/\/$/, "")}/api/v1/query?${new URLSearchParams({ query })}`;

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Gets an address, and reads no more of it than the bound. It goes where it was told, and nowhere else. */
const get = async (url: string, signal: AbortSignal): Promise<Answer> => {
  const { status, body } = await fetch(url, { signal, redirect: "manual", headers: { accept: "application/json" } });
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return { status, text: text + decoder.decode() };
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error as { readonly cause?: { readonly code?: string } };
  return cause?.code === undefined ? error.message : `it cannot be reached (${cause.code})`;
};

const read = (probe: Probe, { status, text }: Answer, seconds: number): Shown => {
  if (probe.prometheus !== undefined) return readQuery(status, text);
  if (probe.reads === "status") return { value: status };
  if (probe.reads === "seconds") return { value: seconds };
  if (status < 200 || status > 299) return nothing(`it answered with status ${status}`);
  return readPointer(text, probe.reads);
};

const readQuery = (status: number, text: string): Shown => {
  const decoded = decodeQuery(parse(text));
  if (decoded._tag === "None") return nothing(`it answered with status ${status}, and not as Prometheus does`);
  const { data } = decoded.value;
  if (data.resultType === "scalar") return numberOf(data.result[1]);
  const [first] = data.result;
  if (first === undefined) return nothing("the query came to no series");
  if (data.result.length > 1)
    return nothing(`the query came to ${data.result.length} series: let it come to one, as with max(…)`);
  return numberOf(first.value[1]);
};

const numberOf = (written: string): Shown => {
  const value = Number(written);
  return Number.isFinite(value) && written.trim() !== "" ? { value } : nothing(`the query came to ${written}`);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The number at a JSON pointer; whether something is true counts as 1 or 0. */
const readPointer = (text: string, pointer: string): Shown => {
  const keys = pointer
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  let value = parse(text);
  for (const key of keys) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key))
      return nothing(`its answer has nothing at ${pointer}`);
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  if (typeof value === "boolean") return { value: value ? 1 : 0 };
  return typeof value === "number" && Number.isFinite(value)
    ? { value }
    : nothing(`what is at ${pointer} is no number`);
};
