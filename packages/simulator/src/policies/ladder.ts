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
      return true;
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
    const able = rungs.filter(
      (rung) => situation.kinds.every((kind) => handles(rung, kind)) && isFeasible(rung, situation),
    );
    return able.find(({ name }) => !situation.failedRungs.includes(name)) ?? able[0] ?? wait;
  };
