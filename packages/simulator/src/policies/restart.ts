import type { Rung } from "@ordeal/model";
import { rung } from "./rung.ts";

/** The plain policy: whatever happens, restart the whole job, with spares for the nodes that are lost. */
export const restart = (restartUs: number): ReadonlyArray<Rung> => [
  rung({ name: "restart job", does: "job", takes: restartUs }),
];
