import { MINUTE_US, type Rung, SECOND_US, type Takes } from "@ordeal/model";
import { rung } from "./rung.ts";

/**
 * The ladder of Ascend's MindCluster documents: retry the operator, recover the process online, restart the process,
 * reschedule the pod, restart the job. Times and chances of success are assumed.
 */
export const mindcluster = (restart: Takes): ReadonlyArray<Rung> => [
  rung({
    name: "retry operator",
    does: "retry",
    handles: ["link.*", "switch.down"],
    takes: 10 * SECOND_US,
    success: 0.8,
    keepsProgress: true,
  }),
  rung({
    name: "recover process online",
    does: "spare",
    handles: ["card.crash", "card.hang", "node.crash"],
    takes: 30 * SECOND_US,
    success: 0.7,
    keepsProgress: true,
  }),
  rung({
    name: "restart process",
    does: "process",
    handles: ["job.crash", "card.hang", "card.corrupt", "link.*", "switch.down"],
    takes: MINUTE_US,
    success: 0.9,
  }),
  rung({ name: "reschedule pod", does: "spare", takes: 2 * MINUTE_US, success: 0.95 }),
  rung({ name: "restart job", does: "job", takes: restart }),
];
