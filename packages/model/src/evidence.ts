import type { Verdict } from "./verdict.ts";

/** Something beside the thresholds that decides a verdict, and why. */
export interface Finding {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** What a verdict rests on, beside what was measured. */
export interface Evidence {
  /** Whether there is anything to judge by: a threshold, or a steady state. */
  readonly isJudged: boolean;
  /** Thresholds that had nothing to be set against. */
  readonly unjudged?: ReadonlyArray<string>;
  /** How many faults were scripted: by the experiment, the timeline or the search. */
  readonly scripted: number;
  /** How many of them struck. */
  readonly struck: number;
  /** Those that never struck, and those that struck and changed nothing for the job, where that is known; by id. */
  readonly missed?: ReadonlyArray<string>;
  readonly idle?: ReadonlyArray<string>;
  /** Corruptions that the job held at the end, and that nobody had found; by id. */
  readonly unfound?: ReadonlyArray<string>;
  /** Hangs of the job that nobody had noticed at the end; by id. */
  readonly hung?: ReadonlyArray<string>;
}

export const NOTHING_JUDGED = "nothing was judged: add thresholds, or --no-verdict to explore";
export const NOTHING_STRUCK = "no injected fault struck: nothing was put to the test";

const noBaseline = (expression: string): string =>
  `${expression}: there is no baseline here to compare with, and what is not judged is no pass`;

/** How many faults a warning names. */
const NAMED_MAX = 5;

/**
 * No pass without evidence: what lacks for a verdict, and what makes a pass worth less than it looks. Scripted faults of
 * which none struck put nothing to the test; a hazard that drew no fault with this seed is judged as usual.
 */
export const weigh = (
  evidence: Evidence,
): { readonly findings: ReadonlyArray<Finding>; readonly warnings: ReadonlyArray<string> } => {
  const { isJudged, unjudged = [], scripted, struck, missed = [], idle = [], unfound = [], hung = [] } = evidence;
  const findings: Array<Finding> = [];
  if (!isJudged) findings.push({ verdict: "unknown", reason: NOTHING_JUDGED });
  for (const expression of unjudged) findings.push({ verdict: "unknown", reason: noBaseline(expression) });
  if (scripted > 0 && struck === 0) findings.push({ verdict: "unknown", reason: NOTHING_STRUCK });
  const warnings: Array<string> = [];
  if (struck > 0 && missed.length > 0) warnings.push(`${named(missed)} never struck`);
  if (idle.length > 0) warnings.push(`${named(idle)} struck without any effect on the job`);
  if (unfound.length > 0)
    warnings.push(
      `nobody had found ${unfound.length === 1 ? "the corruption" : "the corruptions"} by ${named(unfound)} when the run ended: the steps since count here, and may be worth nothing`,
    );
  if (hung.length > 0)
    warnings.push(
      `the run ended while the job hung over ${named(hung)}, and nobody had noticed: that is no interruption yet, and in no recoveryTime`,
    );
  return { findings, warnings };
};

const named = (ids: ReadonlyArray<string>): string => {
  const shown = ids.slice(0, NAMED_MAX).join(", ");
  const more = ids.length - NAMED_MAX;
  return `${ids.length === 1 ? "the fault" : "the faults"} ${shown}${more > 0 ? ` and ${more} more` : ""}`;
};
