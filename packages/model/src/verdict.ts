import type { Metrics } from "./metric.ts";
import { isHeld, measured, type Threshold } from "./threshold.ts";

/** Better to worse; several verdicts merge to the worst. */
export const verdicts = ["pass", "unknown", "fail"] as const;
export type Verdict = (typeof verdicts)[number];

export const worst = (all: Iterable<Verdict>): Verdict =>
  [...all].reduce<Verdict>((a, b) => (verdicts.indexOf(a) >= verdicts.indexOf(b) ? a : b), "pass");

export interface Judgement {
  readonly expression: string;
  /** In the metric's unit, durations in seconds; of a twin, a ratio; `null` when there was nothing to measure. */
  readonly actual: number | null;
  /** `null` when there was nothing to measure, or no baseline to compare with. */
  readonly held: boolean | null;
  /** Of a threshold of a baseline: what that came to, and what the threshold asks for; `null` where nobody knows. */
  readonly baseline?: { readonly value: number; readonly limit: number } | null;
}

const baselineOf = ({ of, baseline, limit }: Threshold): Pick<Judgement, "baseline"> => {
  if (of === "baseline") return { baseline: null };
  return baseline === undefined ? {} : { baseline: { value: baseline, limit } };
};

/**
 * Judges every threshold, those of a twin against what the same run comes to without faults; one without a sample, or
 * without its baseline, makes the verdict `unknown`, never a pass.
 */
export const judge = (
  values: Metrics,
  thresholds: ReadonlyArray<Threshold>,
  twin?: Metrics,
): { readonly verdict: Verdict; readonly judgements: ReadonlyArray<Judgement> } => {
  const judgements = thresholds.map((threshold) => ({
    expression: threshold.expression,
    actual: measured(values, threshold, twin),
    held: isHeld(values, threshold, twin),
    ...baselineOf(threshold),
  }));
  const verdict = worst(judgements.map(({ held }) => (held === null ? "unknown" : held ? "pass" : "fail")));
  return { verdict, judgements };
};
