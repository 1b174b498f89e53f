import type { FaultKind } from "@ordeal/model";
import { cardHang } from "./card-hang.ts";
import { cardSlow } from "./card-slow.ts";
import { checkpointCorrupt, checkpointTorn } from "./checkpoint.ts";
import { cardCrash, nodeCrash, powerRack } from "./crash.ts";
import type { Injector } from "./injector.ts";
import { jobCrash } from "./job-crash.ts";
import { linkDegrade, linkDown, linkFlap, switchDown } from "./link.ts";
import { schedulerStall } from "./scheduler-stall.ts";
import { storageDown, storageSlow } from "./storage.ts";

const NO_HEAT = "cards of a lab have no temperature: slow them with card.slow, as their throttle would";

/** How each kind is made real in a lab; or why it cannot be in any. */
export const injectors: Readonly<Record<FaultKind, Injector | string>> = {
  "card.crash": cardCrash,
  "card.hang": cardHang,
  "card.slow": cardSlow,
  "card.corrupt": "nothing outside of a training process makes it compute wrong numbers",
  "node.crash": nodeCrash,
  "link.down": linkDown,
  "link.flap": linkFlap,
  "link.degrade": linkDegrade,
  "switch.down": switchDown,
  "cooling.pump": NO_HEAT,
  "cooling.inlet": NO_HEAT,
  "cooling.leak": "a lab has no cooling loops: power.rack takes nodes away at once",
  "storage.slow": storageSlow,
  "storage.down": storageDown,
  "checkpoint.torn": checkpointTorn,
  "checkpoint.corrupt": checkpointCorrupt,
  "job.crash": jobCrash,
  "scheduler.stall": schedulerStall,
  "power.rack": powerRack,
};
