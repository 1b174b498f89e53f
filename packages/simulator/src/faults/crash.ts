import { always, type FaultBehaviour } from "../fault/fault.ts";

/** Fail-stop: `card.crash`, `node.crash` and `power.rack` differ only in how many nodes they take. */
export const crash: FaultBehaviour = {
  stopsJob: always,
  strike: (context, fault) => context.takeDown(fault),
  heal: (context, fault) => context.uncordon(fault),
};
