import { DURATION_US_MAX, type Interval, type IntervalFunction, type IntervalKnown } from "@ordeal/model";

/**
 * Young's interval, `τ = √(2δM)`, for a save of δ and a mean time between failures of M; any one unit of time. Where
 * nothing ever fails it never saves, however cheap a save is.
 */
export const young = (delta: number, mtbf: number): number =>
  mtbf === Number.POSITIVE_INFINITY ? mtbf : Math.sqrt(2 * delta * mtbf);

/**
 * Daly's higher-order interval, `τ = √(2δM)·[1 + ⅓√(δ/2M) + (δ/2M)/9] − δ` for δ < 2M, else M
 * (J. T. Daly, Future Generation Computer Systems 22, 2006). Stepping time between saves.
 */
export const daly = (delta: number, mtbf: number): number => {
  if (delta >= 2 * mtbf || mtbf === Number.POSITIVE_INFINITY) return mtbf;
  const ratio = delta / (2 * mtbf);
  return Math.sqrt(2 * delta * mtbf) * (1 + Math.sqrt(ratio) / 3 + ratio / 9) - delta;
};

/** When a tier saves: every so many steps, or after so much stepping time. */
export type ResolvedInterval = { readonly steps: number } | { readonly us: number };

/** Whether an interval is made of the mean time between failures, or may be. */
export const isFormula = (interval: Interval): interval is "young" | "daly" | IntervalFunction =>
  typeof interval === "string" || typeof interval === "function";

/** An interval's formula, or function, at what is known; microseconds. */
export const formulaUs = (interval: "young" | "daly" | IntervalFunction, known: IntervalKnown): number => {
  if (typeof interval === "function") return interval(known);
  return (interval === "young" ? young : daly)(known.stallUs, known.mtbfUs);
};

/** Why an interval cannot be worked out at what is known; `undefined` when it can. */
export const unknowable = (interval: Interval, known: IntervalKnown): string | undefined => {
  if (!isFormula(interval)) return undefined;
  const lack = lackOf(known);
  if (typeof interval === "string") {
    return lack && `"${interval}" needs a mean time between failures, and ${lack}: ${REMEDY}`;
  }
  const us = formulaUs(interval, known);
  if (typeof us === "number" && !Number.isNaN(us) && (us <= DURATION_US_MAX || lack === undefined)) return;
  return lack === undefined
    ? "the checkpoint interval function returned no number"
    : `the checkpoint interval function returned ${us}, and ${lack}: ${REMEDY}`;
};

const REMEDY = "add checkpoint.mtbf, or give an interval";

/** What keeps the mean time between failures from being known, or finite. */
const lackOf = ({ mtbfUs }: IntervalKnown): string | undefined => {
  if (Number.isNaN(mtbfUs)) return "a hazard that stops the job is a trace, which has no rate";
  return mtbfUs === Number.POSITIVE_INFINITY ? "no hazard of the experiment stops the job" : undefined;
};

/** Resolves an interval; a formula that asks for less than a step saves at every step. Throws where it is unknowable. */
export const resolveInterval = (interval: Interval, known: IntervalKnown): ResolvedInterval => {
  if (typeof interval === "object") return interval;
  if (typeof interval === "number") return { us: interval };
  const reason = unknowable(interval, known);
  if (reason !== undefined) throw new RangeError(reason);
  const us = formulaUs(interval, known);
  // Longer than any run: it never saves.
  return { us: us > DURATION_US_MAX ? Number.POSITIVE_INFINITY : Math.max(1, Math.round(us)) };
};
