import type { VictimLaw } from "@ordeal/model";
import { permutationOf } from "../kernel/permutation.ts";
import type { Stream } from "../kernel/random.ts";

/**
 * Draws who is struck, an index in [0, n). Who the lemons are is drawn once, from `key`: the first `share` of a
 * permutation, at least one if the share is above zero; within the lemons, and within the others, all are alike.
 * Each law takes the same number of draws at every call.
 */
export const victimsOf = (law: VictimLaw, n: number, key: Stream): ((stream: Stream) => number) => {
  if (law === "uniform") return (stream) => stream.index(n);
  const { share, faults } = law.lemons;
  const lemons = share === 0 ? 0 : Math.max(1, Math.round(share * n));
  if (lemons === 0 || lemons === n) return (stream) => stream.index(n);
  const permutation = permutationOf(n, key);
  return (stream) => {
    const isLemon = stream.uniform() < faults;
    return permutation.at(isLemon ? stream.index(lemons) : lemons + stream.index(n - lemons));
  };
};
