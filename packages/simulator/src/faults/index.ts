import type { FaultKind } from "@ordeal/model";
import type { FaultBehaviour } from "../fault/fault.ts";
import { cardCorrupt } from "./card-corrupt.ts";
import { cardHang } from "./card-hang.ts";
import { cardSlow } from "./card-slow.ts";
import { checkpointCorrupt, checkpointTorn } from "./checkpoint.ts";
import { coolingInlet, coolingLeak, coolingPump } from "./cooling.ts";
import { crash } from "./crash.ts";
import { jobCrash } from "./job-crash.ts";
import { linkDegrade } from "./link-degrade.ts";
import { linkDown } from "./link-down.ts";
import { linkFlap } from "./link-flap.ts";
import { schedulerStall } from "./scheduler-stall.ts";
import { storageDown, storageSlow } from "./storage.ts";

/** The same members in the same order for every kind: a run reads them for every fault, and objects of one shape are read faster. */
const ofOneShape = (behaviours: Readonly<Record<FaultKind, FaultBehaviour>>) =>
  Object.fromEntries(
    Object.entries(behaviours).map(([kind, { stopsJob, needsProcesses, strike, heal, reapply, reappliesCut }]) => [
      kind,
      {
        stopsJob,
        needsProcesses: needsProcesses ?? false,
        strike,
        heal,
        reapply,
        reappliesCut: reappliesCut ?? false,
      },
    ]),
  ) as Readonly<Record<FaultKind, FaultBehaviour>>;

/** What every fault kind does. */
export const behaviours = ofOneShape({
  "card.crash": crash,
  "card.hang": cardHang,
  "card.slow": cardSlow,
  "card.corrupt": cardCorrupt,
  "node.crash": crash,
  "link.down": linkDown,
  "link.flap": linkFlap,
  "link.degrade": linkDegrade,
  "switch.down": linkDown,
  "cooling.pump": coolingPump,
  "cooling.inlet": coolingInlet,
  "cooling.leak": coolingLeak,
  "storage.slow": storageSlow,
  "storage.down": storageDown,
  "checkpoint.torn": checkpointTorn,
  "checkpoint.corrupt": checkpointCorrupt,
  "job.crash": jobCrash,
  "scheduler.stall": schedulerStall,
  "power.rack": crash,
});
