import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import * as SchemaGetter from "effect/SchemaGetter";
import * as SchemaIssue from "effect/SchemaIssue";
import { amount, type Comparison, comparisons } from "./comparison.ts";
import { describe } from "./describe.ts";
import type { Spelling } from "./text.ts";
import { parseThreshold, type Threshold } from "./threshold.ts";

/** How often a run must hold a threshold: `P(effectiveThroughput >= 95 %) >= 99 %`. */
export interface ProbabilityThreshold {
  readonly about: "probability";
  readonly expression: string;
  /** What each run is asked. */
  readonly threshold: Threshold;
  readonly comparison: Comparison;
  /** A share from 0 to 1. */
  readonly limit: number;
}

/** Where the mean over many runs must lie: `effectiveThroughput mean >= 96 %`. */
export interface MeanThreshold {
  readonly about: "mean";
  readonly expression: string;
  /** The metric, and the comparison and the limit of its mean. */
  readonly threshold: Threshold;
}

/** One line that many runs of an experiment must hold together, whatever the seed. */
export type DistributionThreshold = ProbabilityThreshold | MeanThreshold;

const probability = /^P\s*\(\s*(.+?)\s*\)\s*(>=|<=|>|<)\s*(.+)$/;
const statistic = /^(\w+(?:\s+\w+)?)\s+(mean|p(\d+(?:\.\d+)?))\s*(>=|<=|>|<)\s*(.+)$/;

const example = '"P(effectiveThroughput >= 95 %) >= 99 %" or "worstWindow p5 >= 80 %"';

/**
 * Reads one threshold on a distribution; a string says what is wrong with it. A percentile over runs is a probability in
 * other words, and is judged as one: `worstWindow p5 >= 80 %` asks that P(worstWindow >= 80 %) be at least 95 %.
 */
export const parseDistributionThreshold = (written: string): DistributionThreshold | string => {
  const text = written.trim().replace(/\s+/g, " ");
  const asProbability = probability.exec(text);
  if (asProbability !== null) {
    const [, inner = "", comparison = "", limit = ""] = asProbability;
    const threshold = parseThreshold(inner);
    if (typeof threshold === "string") return threshold;
    const share = amount.ratio.read(limit);
    if (share === undefined)
      return `expected a probability to be compared with ${amount.ratio.expected}, found ${describe(limit)}`;
    return { about: "probability", expression: text, threshold, comparison: comparison as Comparison, limit: share };
  }
  const asStatistic = statistic.exec(text);
  if (asStatistic === null) {
    const single = parseThreshold(text);
    return typeof single === "string"
      ? `expected what many runs must hold, such as ${example}, found ${describe(written)}`
      : `"${text}" is about one run: say how often it must hold, as in "P(${text}) >= 99 %"`;
  }
  const [, metric = "", over = "", percentile, comparison = "", limit = ""] = asStatistic;
  const threshold = parseThreshold(`${metric} ${comparison} ${limit}`);
  if (typeof threshold === "string") return threshold;
  if (percentile === undefined) return { about: "mean", expression: text, threshold };
  const share = Number(`${percentile}e-2`);
  if (!(share > 0 && share < 1)) return `expected a percentile between p0 and p100, found "${over}"`;
  const atLeast = comparison.startsWith(">") ? Number(`${100 - Number(percentile)}e-2`) : share;
  return { about: "probability", expression: text, threshold, comparison: ">=", limit: atLeast };
};

const Value = Schema.declare(
  (value: unknown): value is DistributionThreshold => typeof value === "object" && value !== null,
);

const spelling: Spelling = {
  pattern: `^\\s*(?:P\\s*\\(.+\\)|\\w+(?:\\s+\\w+)?\\s+(?:mean|p\\d+(?:\\.\\d+)?))\\s*(?:${comparisons.join("|")})\\s*\\S.*$`,
  examples: [
    "P(effectiveThroughput >= 95 %) >= 99 %",
    "worstWindow p5 >= 80 %",
    "effectiveThroughput mean >= 96 %",
    "P(recoveryTime p99 <= 10 minutes) >= 90 %",
  ],
};

export const DistributionThresholdText = Schema.String.annotate({
  expected: `a threshold on many runs such as ${example}`,
  spelling,
}).pipe(
  Schema.decodeTo(Value, {
    decode: SchemaGetter.transformEffect((written: string, options) => {
      const parsed = parseDistributionThreshold(written);
      return typeof parsed === "string"
        ? Effect.fail(new SchemaIssue.InvalidValue({ message: parsed }, written, options))
        : Effect.succeed(parsed);
    }),
    encode: SchemaGetter.transform((threshold: DistributionThreshold) => threshold.expression),
  }),
);
