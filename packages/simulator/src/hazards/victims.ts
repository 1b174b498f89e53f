import type { VictimLaw } from "@ordeal/model";
import { permutationOf } from "../kernel/permutation.ts";
import type { Stream } from "../kernel/random.ts";

/** Who a hazard strikes, among n. */
export interface Victims {
  /** An index in [0, n), or -1 for nobody; the same number of draws at every call. */
  draw(stream: Stream): number;
  /** How probably a repair cures a lemon. */
  readonly curedByRepair: number;
  /** Makes one a lemon no more. */
  cure(index: number): void;
}

/**
 * The victims of a law. Who the lemons are is drawn once, from `key`: the first `share` of a permutation, at least one if
 * the share is above zero; within the lemons, and within the others, all are alike. A lemon that was cured is struck as
 * often as one of the others: of the faults drawn for it, those beyond that strike nobody.
 */
export const victimsOf = (law: VictimLaw, n: number, key: Stream): Victims => {
  if (law === "uniform") return alike(n);
  const { share, faults, curedByRepair = 0 } = law.lemons;
  const lemons = share === 0 ? 0 : Math.max(1, Math.round(share * n));
  if (lemons === 0 || lemons === n) return alike(n);
  const permutation = permutationOf(n, key);
  const cured = new Set<number>();
  /** How often one of the others is struck, for each time that a lemon is. */
  const asOthers = faults === 0 ? 1 : Math.min(1, ((1 - faults) / (n - lemons)) * (lemons / faults));
  return {
    curedByRepair,
    draw: (stream) => {
      const isLemon = stream.uniform() < faults;
      const index = permutation.at(isLemon ? stream.index(lemons) : lemons + stream.index(n - lemons));
      if (curedByRepair === 0) return index;
      const strikesCured = stream.uniform() < asOthers;
      return isLemon && cured.has(index) && !strikesCured ? -1 : index;
    },
    cure: (index) => {
      cured.add(index);
    },
  };
};

const alike = (n: number): Victims => ({ draw: (stream) => stream.index(n), curedByRepair: 0, cure: () => {} });
