import { handles, type RecoveryPolicy, type Rung, type Situation } from "@ordeal/model";

/** Whether a rung can be climbed now. */
export const isFeasible = ({ does }: Rung, situation: Situation): boolean => {
  switch (does) {
    case "retry":
    case "process":
      return situation.unusableNodes === 0;
    case "spare":
    case "job":
      return situation.unusableNodes <= situation.sparesInScope && situation.replicasPossible >= situation.replicasMin;
    case "shrink":
      return situation.replicasPossible >= situation.replicasMin && situation.replicasPossible > 0;
    case "wait":
      return situation.unusableNodes > 0;
  }
};

const wait: Rung = {
  name: "wait",
  does: "wait",
  handles: ["*"],
  takes: 0,
  takesPerThousandCards: 0,
  success: 1,
  keepsProgress: false,
};

/**
 * The policy of a ladder: the first rung that handles every fault found, can be climbed, and has not failed yet. When
 * all that could be climbed have failed the ladder starts over; when none can be climbed it waits.
 */
export const ladder =
  (rungs: ReadonlyArray<Rung>): RecoveryPolicy =>
  (situation) => {
    let firstAble: Rung | undefined;
    for (let index = 0; index < rungs.length; index++) {
      const rung = rungs[index] as Rung;
      if (!handlesAll(rung, situation.kinds) || !isFeasible(rung, situation)) continue;
      if (!situation.failedRungs.includes(rung.name)) return rung;
      firstAble ??= rung;
    }
    return firstAble ?? wait;
  };

const handlesAll = (rung: Rung, kinds: ReadonlyArray<string>): boolean => {
  // Nearly every rung handles everything.
  if (rung.handles[0] === "*") return true;
  return kinds.every((kind) => handles(rung, kind));
};
