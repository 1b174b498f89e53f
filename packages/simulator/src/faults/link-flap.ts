import type { Fault } from "../fault.ts";
import { Priority } from "../kernel/queue.ts";
import type { World } from "../world.ts";
import type { FaultBehaviour } from "./behaviour.ts";
import { flapStopsJob } from "./cut-chance.ts";
import { cutAgain, loseLinks, restoreLinks } from "./link.ts";

/** `link.flap` {up, down}: the link is down for `down`, up for `up`, and so on until the fault is over. It begins down. */
export const linkFlap: FaultBehaviour = {
  stopsJob: flapStopsJob,
  strike: (world, fault) => goDown(world, fault),
  heal: restoreLinks,
  engage: cutAgain,
};

const goDown = (world: World, fault: Fault): void => {
  if (!fault.isActive) return;
  world.catchUp();
  loseLinks(world, fault);
  world.after(fault.parameters.down ?? 1, Priority.heal, `${fault.id} up`, () => goUp(world, fault));
};

const goUp = (world: World, fault: Fault): void => {
  if (!fault.isActive) return;
  world.catchUp("before");
  restoreLinks(world, fault);
  world.after(fault.parameters.up ?? 1, Priority.fault, `${fault.id} down`, () => goDown(world, fault));
};
