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
  /** `null` when there was nothing to measure. */
  readonly held: boolean | null;
}

/**
 * Judges every threshold, those of a twin against what the same run comes to without faults; one without a sample makes
 * the verdict `unknown`, never a pass.
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
  }));
  const verdict = worst(judgements.map(({ held }) => (held === null ? "unknown" : held ? "pass" : "fail")));
  return { verdict, judgements };
};
