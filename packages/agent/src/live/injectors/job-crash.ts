import { drawn } from "../lab/names.ts";
import { signal } from "../machine/process.ts";
import { always, type Injector } from "./injector.ts";

/** The job's software fails: one of its ranks is killed, and nothing else is wrong. */
export const jobCrash: Injector = {
  kind: "job.crash",
  targets: ["job"],
  mechanism: "kill -9 of one rank; its launcher starts the job again",
  undo: "none",
  probe: always,
  victims: (ranks, id) => {
    const byRank = [...ranks].sort((a, b) => a.rank - b.rank);
    const nth = drawn(id, Math.max(1, byRank.length));
    return byRank.slice(nth, nth + 1);
  },
  inject: async (_, { ranks }) => {
    if (ranks.length === 0) throw new Error("the job has no process now");
    for (const { process } of ranks) signal(process, "SIGKILL");
  },
};
