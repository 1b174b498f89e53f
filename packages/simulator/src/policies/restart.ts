import type { Rung, Takes } from "@ordeal/model";
import { rung } from "./rung.ts";

/** The plain policy: whatever happens, restart the whole job, with spares for the nodes that are lost. */
export const restart = (takes: Takes): ReadonlyArray<Rung> => [rung({ name: "restart job", does: "job", takes })];
