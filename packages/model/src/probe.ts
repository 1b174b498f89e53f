import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import * as SchemaGetter from "effect/SchemaGetter";
import * as SchemaIssue from "effect/SchemaIssue";
import { type Comparison, comparisons, holds } from "./comparison.ts";
import { describe } from "./describe.ts";
import { type Spelling, withDefault } from "./text.ts";
import { DurationUs, PositiveDurationUs } from "./units/duration.ts";
import type { Judgement } from "./verdict.ts";

/** What a probe must show: always, or soon after each injected fault. */
export interface ProbeExpectation {
  readonly written: string;
  readonly comparison: Comparison;
  readonly limit: number;
  /** How soon after each injected fault, in microseconds; at every look where this is `undefined`. */
  readonly withinUs: number | undefined;
}

const line = /^(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s+(?:always|within\s+(.+))$/i;

/** Reads one expectation; a string says what is wrong with it. */
export const parseExpectation = (written: string): ProbeExpectation | string => {
  const [, comparison, limit, within] = line.exec(written.trim()) ?? [];
  const expected = `expected a comparison (${comparisons.join(", ")}) with a number, and when: ">= 1 within 5 minutes" of each injected fault, or "< 3 always"`;
  if (comparison === undefined) return `${expected}; found ${describe(written)}`;
  const duration = within === undefined ? undefined : Schema.decodeUnknownOption(DurationUs)(within);
  if (duration?._tag === "None") return `${expected}; found ${describe(written)}`;
  return {
    written: written.trim().replace(/\s+/g, " "),
    comparison: comparison as Comparison,
    limit: Number(limit),
    withinUs: duration?.value,
  };
};

const ExpectationValue = Schema.declare(
  (value: unknown): value is ProbeExpectation => typeof value === "object" && value !== null,
);

const spelling: Spelling = {
  pattern: "^\\s*(?:>=|<=|>|<)\\s*-?\\d\\S*\\s+(?:always|within\\s+\\S.*)$",
  examples: [">= 1 within 5 minutes", "< 3 always"],
};

const ExpectationText = Schema.String.annotate({
  expected: 'what a probe must show, such as ">= 1 within 5 minutes"',
  spelling,
}).pipe(
  Schema.decodeTo(ExpectationValue, {
    decode: SchemaGetter.transformEffect((written: string, options) => {
      const parsed = parseExpectation(written);
      return typeof parsed === "string"
        ? Effect.fail(new SchemaIssue.InvalidValue({ message: parsed }, written, options))
        : Effect.succeed(parsed);
    }),
    encode: SchemaGetter.transform((expectation: ProbeExpectation) => expectation.written),
  }),
);

const Url = Schema.String.check(
  Schema.isPattern(/^https?:\/\/[^\s/@]+(?:\/\S*)?$/, {
    expected: "an address that begins with http:// or https://, without a user or a password in it",
  }),
);

/** The longest that a probe may be waited for. */
const TIMEOUT_US_MAX = 30_000_000;

/** An eye of the user's own: a query of Prometheus, or an HTTP endpoint, asked at every look at the run. */
export const Probe = Schema.Struct({
  name: Schema.String.check(
    Schema.isPattern(/^[A-Za-z]\w{0,39}$/, { expected: "a name of letters, digits and _, a letter first" }),
  ).annotate({
    description: "What it is called; `steadyState.holds` and `stopWhen` compare it as `probe.NAME`.",
    example: "alert",
  }),
  prometheus: Schema.optionalKey(
    Url.annotate({
      description: "The Prometheus server that is asked.",
      otherwise: "`http` says what is asked",
      example: "http://127.0.0.1:9090",
    }),
  ),
  query: Schema.optionalKey(
    Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(4_096)).annotate({
      description: "What it is asked: a query that comes to one number. One that comes to no series is no sample.",
      otherwise: "needed with `prometheus`",
      example: 'count(ALERTS{alertname="JobDown",alertstate="firing"}) or vector(0)',
    }),
  ),
  http: Schema.optionalKey(
    Url.annotate({
      description: "The address that is got.",
      otherwise: "`prometheus` says who is asked",
      example: "http://127.0.0.1:8080/healthz",
    }),
  ),
  reads: Schema.String.check(
    Schema.isPattern(/^(?:status|seconds|\/.{0,255})$/, {
      expected: '"status", "seconds" or a JSON pointer such as "/queue/length"',
    }),
  )
    .annotate({
      description:
        "What of the answer to `http` is the number: its `status`, how many `seconds` it took, or what a JSON pointer names.",
      example: "/queue/length",
    })
    .pipe(withDefault("status")),
  timeout: PositiveDurationUs.check(
    Schema.isLessThanOrEqualTo(TIMEOUT_US_MAX, { expected: "a duration of 30 seconds at most" }),
  )
    .annotate({ description: "How long it is waited for; no answer by then is no sample.", example: "5 seconds" })
    .pipe(withDefault("2 seconds")),
  expect: Schema.Array(ExpectationText)
    .annotate({
      description:
        "What it must show, judged like a threshold: `>= 1 within 5 minutes` of each injected fault, which it must not show before; or `< 3 always`.",
      example: [">= 1 within 5 minutes"],
    })
    .pipe(withDefault([])),
});
export type Probe = typeof Probe.Type;

/** What a probe showed at a look: a number, or that there was none, and why. */
export interface ProbeSample {
  readonly atUs: number;
  readonly value: number | null;
  readonly reason?: string;
}

/** What the samples of a probe come to, in order of time, given when injected faults struck and how far the run came. */
export const judgeProbe = (
  { name, expect }: Pick<Probe, "name" | "expect">,
  samples: ReadonlyArray<ProbeSample>,
  strikesUs: ReadonlyArray<number>,
  untilUs: number,
): ReadonlyArray<Judgement> =>
  expect.map((expectation) => {
    const { written, withinUs } = expectation;
    const judged =
      withinUs === undefined
        ? judgeAlways(expectation, samples)
        : judgeWithin(expectation, withinUs, samples, strikesUs, untilUs);
    return { expression: `probe.${name} ${written}`, ...judged };
  });

type Judged = Pick<Judgement, "actual" | "held">;
const unknown: Judged = { actual: null, held: null };

/** The value that is furthest on the wrong side; a look without a sample leaves open what was there, unless one broke it. */
const judgeAlways = ({ comparison, limit }: ProbeExpectation, samples: ReadonlyArray<ProbeSample>): Judged => {
  const values = samples.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return unknown;
  const actual = comparison.startsWith(">") ? Math.min(...values) : Math.max(...values);
  if (!holds[comparison](actual, limit)) return { actual, held: false };
  return values.length < samples.length ? unknown : { actual, held: true };
};

/** The longest time, in seconds, from a fault to the first look at which it was so. */
const judgeWithin = (
  { comparison, limit }: ProbeExpectation,
  withinUs: number,
  samples: ReadonlyArray<ProbeSample>,
  strikesUs: ReadonlyArray<number>,
  untilUs: number,
): Judged => {
  if (strikesUs.length === 0) return unknown;
  const isSo = ({ value }: ProbeSample) => value !== null && holds[comparison](value, limit);
  let longestUs = 0;
  let isOpen = false;
  for (const strikeUs of strikesUs) {
    const before = samples.findLast(({ atUs }) => atUs < strikeUs);
    const soon = samples.filter(({ atUs }) => atUs >= strikeUs && atUs <= strikeUs + withinUs);
    const first = soon.find(isSo);
    // What was so before the fault does not tell of it, and what nobody saw may have been.
    if (before === undefined || before.value === null || isSo(before)) isOpen = true;
    else if (first !== undefined) longestUs = Math.max(longestUs, first.atUs - strikeUs);
    else if (untilUs < strikeUs + withinUs || soon.length === 0 || soon.some(({ value }) => value === null))
      isOpen = true;
    else return { actual: null, held: false };
  }
  return isOpen ? unknown : { actual: longestUs / 1_000_000, held: true };
};
