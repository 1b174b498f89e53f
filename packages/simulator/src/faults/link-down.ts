import type { FaultBehaviour } from "../fault/fault.ts";
import { lossStopsJob } from "./cut-chance.ts";
import { cutAgain, loseLinks, restoreLinks } from "./link.ts";

/** `link.down` loses one link, `switch.down` all of a switch's. */
export const linkDown: FaultBehaviour = {
  stopsJob: lossStopsJob,
  strike: loseLinks,
  heal: restoreLinks,
  reapply: cutAgain,
  reappliesCut: true,
};
