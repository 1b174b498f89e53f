import type { Interval } from "@ordeal/model";

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
export type Rhythm = { readonly steps: number } | { readonly us: number };

/** Resolves an interval; a formula that asks for less than a step saves at every step. */
export const rhythmOf = (interval: Interval, stallUs: number, mtbfUs: number, stepUs: number): Rhythm => {
  if (typeof interval === "object") return interval;
  if (typeof interval === "number") return { us: interval };
  const us =
    interval === "young"
      ? young(stallUs, mtbfUs)
      : interval === "daly"
        ? daly(stallUs, mtbfUs)
        : interval({ mtbfUs, stallUs, stepUs });
  if (Number.isNaN(us)) throw new Error("the checkpoint interval function returned no number");
  return { us: us === Number.POSITIVE_INFINITY ? us : Math.max(1, Math.round(us)) };
};
