import type { Rung } from "@ordeal/model";
import { rung } from "./rung.ts";

/** Restart with spares while there are enough; without them go on with fewer replicas, and grow again later. */
export const elastic = (restartUs: number): ReadonlyArray<Rung> => [
  rung({ name: "restart job", does: "job", takes: restartUs }),
  rung({ name: "shrink", does: "shrink", takes: restartUs }),
];
