import { signal } from "../machine/process.ts";
import { always, type Injector } from "./injector.ts";

/** The scheduler does not answer: it stands still. */
export const schedulerStall: Injector = {
  kind: "scheduler.stall",
  targets: ["scheduler"],
  mechanism: "SIGSTOP of slurmctld",
  undo: "exact",
  probe: always,
  inject: async ({ launcher }, { willUndo }) => {
    const process = launcher.scheduler();
    if (process === undefined) throw new Error("there is no scheduler");
    willUndo({ _tag: "processContinues", process });
    signal(process, "SIGSTOP");
  },
};
