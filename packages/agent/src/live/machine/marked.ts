import { setTimeout as sleep } from "node:timers/promises";
import {
  allProcesses,
  environmentOf,
  find,
  identify,
  networkOf,
  type ProcessIdentity,
  type ProcessState,
} from "./process.ts";

/** What every process of a lab's job carries in its environment; its value is the lab's own. */
export const LAB_VARIABLE = "ORDEAL_LAB";
/** What the commands carry that an agent runs to change something in its lab. */
export const HELPER_VARIABLE = "ORDEAL_HELPER";

/** The processes with a mark, this one apart. */
export const markedWith = (variable: string, labId: string): ReadonlyArray<ProcessState> =>
  allProcesses().filter((one) => one.pid !== process.pid && environmentOf(one).get(variable) === labId);

/** How long processes that were killed may take until they are gone: one in the middle of writing to a store, say. */
const GONE_MS = 15_000;
const LOOK_MS = 20;

/**
 * The processes of a lab: those that carry its mark, and those in the network of one of its nodes, as long as the process
 * that holds the network is alive.
 */
export const processesOf = (
  labId: string,
  holders: ReadonlyArray<ProcessIdentity> = [],
): ReadonlyArray<ProcessState> => {
  const own = networkOf(process.pid);
  const networks = new Set(holders.flatMap((one) => (find(one) === undefined ? [] : (networkOf(one.pid) ?? []))));
  return allProcesses().filter((one) => {
    if (one.pid === process.pid) return false;
    if (environmentOf(one).get(LAB_VARIABLE) === labId) return true;
    const network = networkOf(one.pid);
    return network !== undefined && network !== own && networks.has(network);
  });
};

/** Kills what `look` finds until it finds nothing any more. Whether that came about in time. */
export const killAll = async (look: () => ReadonlyArray<ProcessState>, withinMs = GONE_MS): Promise<boolean> => {
  for (const endMs = performance.now() + withinMs; ; await sleep(LOOK_MS)) {
    const left = look();
    if (left.length === 0) return true;
    for (const { pid, startTime } of left) {
      const identity = identify(pid);
      if (identity?.startTime !== startTime) continue;
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It is gone meanwhile.
      }
    }
    if (performance.now() >= endMs) return false;
  }
};
