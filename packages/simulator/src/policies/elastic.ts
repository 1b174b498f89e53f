import type { Rung, Takes } from "@ordeal/model";
import { rung } from "./rung.ts";

/** Restart with spares while there are enough; without them go on with fewer replicas, and grow again later. */
export const elastic = (restart: Takes): ReadonlyArray<Rung> => [
  rung({ name: "restart job", does: "job", takes: restart }),
  rung({ name: "shrink", does: "shrink", takes: restart }),
];
