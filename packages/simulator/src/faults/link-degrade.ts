import { type FaultBehaviour, never } from "../fault/fault.ts";
import { degradeLinks, restoreLinks } from "./link.ts";

/** `link.degrade` {share}: a link keeps a share of its bandwidth; the slowest path gates everyone. */
export const linkDegrade: FaultBehaviour = {
  stopsJob: never,
  strike: (context, fault) => degradeLinks(context, fault, fault.parameters.share ?? 1),
  heal: restoreLinks,
};
