import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import * as SchemaGetter from "effect/SchemaGetter";
import * as SchemaIssue from "effect/SchemaIssue";
import { amount, type Comparison, comparisons, holds } from "./comparison.ts";
import { describe } from "./describe.ts";
import type { MetricUnit } from "./metric.ts";
import { didYouMean } from "./nearest.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Spelling } from "./text.ts";
import { DurationUs } from "./units/duration.ts";
import { MINUTE_US, SECOND_US } from "./units/time.ts";

/** Over how much of the past `throughput` is measured. */
export const THROUGHPUT_WINDOW_US = 10 * MINUTE_US;

/** What can be seen of a run while it goes on: now, and at the last look that is at least a window ago. */
export interface Look {
  readonly now: Snapshot;
  /** Where the window begins; the run's start while it is younger. */
  readonly before: Pick<Snapshot, "atUs" | "progressUs">;
  /** What the user's own probes show now, by name; `null` where one gave no sample. */
  readonly probes?: ReadonlyMap<string, number | null>;
}

interface SignalDefinition {
  readonly unit: MetricUnit;
  readonly meaning: string;
  /** Durations in seconds; `null` when there is nothing to see yet. */
  readonly of: (look: Look) => number | null;
}

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** Every signal: what conditions of a running experiment may compare. */
export const signals = {
  throughput: {
    unit: "ratio",
    meaning: "share of the last ten minutes that went into new steps, at healthy speed",
    of: ({ now, before }) => share(Math.max(0, now.progressUs - before.progressUs), now.atUs - before.atUs),
  },
  effectiveThroughput: {
    unit: "ratio",
    meaning: "share of the run so far that went into steps that count, at healthy speed",
    of: ({ now }) => share(now.ledgerUs.productive, now.atUs),
  },
  downtime: {
    unit: "duration",
    meaning: "how long the job has been down now; 0 while it is up",
    of: ({ now }) => (now.downSinceUs === null ? 0 : (now.atUs - now.downSinceUs) / SECOND_US),
  },
  nodesDown: { unit: "count", meaning: "nodes that cannot be used", of: ({ now }) => now.nodesDown },
  sparesUsable: { unit: "count", meaning: "spare nodes that could be used", of: ({ now }) => now.sparesUsable },
  faultsActive: {
    unit: "count",
    meaning: "faults that are there, injected or not",
    of: ({ now }) => now.faults.length,
  },
  bandwidthShare: {
    unit: "ratio",
    meaning: "bandwidth that the job's worst path has left",
    of: ({ now }) => now.bandwidthShare,
  },
  storageShare: {
    unit: "ratio",
    meaning: "bandwidth that storage has left",
    of: ({ now }) => now.storageShare,
  },
} as const satisfies Readonly<Record<string, SignalDefinition>>;

export type SignalName = keyof typeof signals;
export const signalNames = Object.keys(signals) as ReadonlyArray<SignalName>;

/** One line about a running experiment, such as `throughput >= 90 %` or `downtime > 30 minutes`. */
export interface Condition {
  readonly expression: string;
  readonly signal: SignalName | `probe.${string}`;
  readonly comparison: Comparison;
  /** In the signal's unit; durations in seconds. */
  readonly limit: number;
  /** How long it must be so without a break, in microseconds. */
  readonly forUs: number;
}

const line = /^(\w+(?:\.\w+)?)\s*(>=|<=|>|<)\s*(.+?)(?:\s+for\s+(.+))?$/;

/** Reads one condition; a string says what is wrong with it. */
export const parseCondition = (written: string): Condition | string => {
  const match = line.exec(written.trim());
  if (match === null) {
    return `expected one comparison (${comparisons.join(", ")}) such as "throughput >= 90 %", found ${describe(written)}`;
  }
  const [, name = "", comparison = "", limit = "", lasting] = match;
  const isProbe = name.startsWith("probe.");
  if (!isProbe && !Object.hasOwn(signals, name)) {
    return `expected one of the signals ${signalNames.join(", ")}, or a probe of your own as probe.NAME; there is no signal ${describe(name)}${didYouMean(name, signalNames)}`;
  }
  const { expected, read } = isProbe ? anyNumber : amount[signals[name as SignalName].unit];
  const value = read(limit);
  if (value === undefined) return `expected "${name}" to be compared with ${expected}, found ${describe(limit)}`;
  const forUs = lasting === undefined ? 0 : Schema.decodeUnknownOption(DurationUs)(lasting);
  if (typeof forUs === "object" && forUs._tag === "None")
    return `expected a duration after "for", such as "for 10 minutes", found ${describe(lasting)}`;
  return {
    expression: written.trim().replace(/\s+/g, " "),
    signal: name as Condition["signal"],
    comparison: comparison as Comparison,
    limit: value,
    forUs: typeof forUs === "object" ? forUs.value : forUs,
  };
};

/** What a probe shows may be anything. */
const anyNumber = {
  expected: "a number, such as 3 or -0.5",
  read: (written: string) => (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(written) ? Number(written) : undefined),
};

/** The probe that a condition compares; `undefined` for one of a signal. */
export const probeOf = ({ signal }: Pick<Condition, "signal">): string | undefined =>
  signal.startsWith("probe.") ? signal.slice("probe.".length) : undefined;

const ConditionValue = Schema.declare(
  (value: unknown): value is Condition => typeof value === "object" && value !== null,
);

const spelling: Spelling = {
  pattern: `^\\s*(?:${signalNames.join("|")}|probe\\.\\w+)\\s*(?:>=|<=|>|<)\\s*\\S.*$`,
  examples: ["throughput >= 90 %", "downtime > 10 minutes", "sparesUsable < 1 for 1 hour"],
};

export const ConditionText = Schema.String.annotate({
  expected: 'a condition such as "throughput >= 90 %"',
  spelling,
}).pipe(
  Schema.decodeTo(ConditionValue, {
    decode: SchemaGetter.transformEffect((written: string, options) => {
      const parsed = parseCondition(written);
      return typeof parsed === "string"
        ? Effect.fail(new SchemaIssue.InvalidValue({ message: parsed }, written, options))
        : Effect.succeed(parsed);
    }),
    encode: SchemaGetter.transform((condition: Condition) => condition.expression),
  }),
);

/** Whether a condition is so at this look; `null` when there is nothing to see yet. */
export const isSo = (condition: Condition, look: Look): boolean | null => {
  const { signal, comparison, limit } = condition;
  const probe = probeOf(condition);
  const value = probe === undefined ? signals[signal as SignalName].of(look) : (look.probes?.get(probe) ?? null);
  return value === null ? null : holds[comparison](value, limit);
};
