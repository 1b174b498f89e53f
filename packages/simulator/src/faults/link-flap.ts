import type { Fault, FaultBehaviour, FaultContext } from "../fault/fault.ts";
import { Priority } from "../kernel/queue.ts";
import { flapStopsJob } from "./cut-chance.ts";
import { cutAgain, loseLinks, restoreLinks } from "./link.ts";

/** `link.flap` {up, down}: the link is down for `down`, up for `up`, and so on until the fault is over. It begins down. */
export const linkFlap: FaultBehaviour = {
  stopsJob: flapStopsJob,
  strike: (context, fault) => goDown(context, fault),
  heal: restoreLinks,
  reapply: cutAgain,
};

const goDown = (context: FaultContext, fault: Fault): void => {
  if (!fault.isActive) return;
  loseLinks(context, fault);
  context.site.clock.after(fault.parameters.down ?? 1, Priority.heal, `${fault.id} up`, () => goUp(context, fault));
};

const goUp = (context: FaultContext, fault: Fault): void => {
  if (!fault.isActive) return;
  restoreLinks(context, fault);
  context.site.clock.after(fault.parameters.up ?? 1, Priority.fault, `${fault.id} down`, () => goDown(context, fault));
};
