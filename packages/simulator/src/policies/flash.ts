import { MINUTE_US, type Rung, type Takes } from "@ordeal/model";
import { rung } from "./rung.ts";

/**
 * Recovery without checkpoints: a spare takes over and copies its state from a data-parallel peer, so that only the step
 * in progress is lost. Its time is assumed, and does not grow with the cluster. Faults that leave no clean peer, or
 * that copying cannot mend, restart the job.
 */
export const flash = (restart: Takes): ReadonlyArray<Rung> => [
  rung({
    name: "copy from a peer",
    does: "spare",
    handles: ["card.crash", "card.hang", "card.slow", "node.crash", "link.*"],
    takes: MINUTE_US,
    success: 0.95,
    keepsProgress: true,
  }),
  rung({ name: "restart job", does: "job", takes: restart }),
];
