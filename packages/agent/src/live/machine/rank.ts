import { readFileSync } from "node:fs";
import type { Lab } from "../lab/lab.ts";
import { processesOf } from "./marked.ts";
import { allProcesses, bootId, environmentOf, networkOf, type ProcessIdentity, type ProcessState } from "./process.ts";

/** A process of the job that trains, with where it is. */
export interface Rank {
  readonly rank: number;
  readonly node: number;
  /** Which card of its node: its local rank. */
  readonly card: number;
  readonly process: ProcessIdentity;
}

/** The variables in which launchers tell a process its rank, and its rank on its node. */
const VARIABLES = [
  ["RANK", "LOCAL_RANK"],
  ["SLURM_PROCID", "SLURM_LOCALID"],
] as const;

/** The ranks of a lab's job that are there now. What a rank started has its variables too, and is none. */
export const ranksOf = (lab: Lab): ReadonlyArray<Rank> => {
  const boot = bootId();
  const seen = lab.eventsOfRunning === undefined ? ofLab(lab) : ofRunning(lab.eventsOfRunning, lab);
  const byPid = new Map(seen.map((one) => [one.process.pid, one]));
  return seen
    .filter(({ rank, process }) => byPid.get(process.parent)?.rank !== rank)
    .map(({ rank, card, node, process: { pid, startTime } }) => ({
      ...{ rank, card, node },
      process: { pid, startTime, bootId: boot },
    }));
};

/** In a lab of ours the network of a process tells on which node it is. */
const ofLab = ({ parts: { labId, nodes } }: Lab) => {
  const byNetwork = new Map(nodes.map(({ index, holder }) => [networkOf(holder.pid), index]));
  return processesOf(labId).flatMap((process) => {
    const place = placeOf(process);
    const node = byNetwork.get(networkOf(process.pid));
    return place === undefined || node === undefined ? [] : [{ ...place, node, process }];
  });
};

/** A job that runs already is known by where its hook writes, and has so many ranks on each node. */
const ofRunning = (events: string, { parts: { file } }: Lab) =>
  allProcesses().flatMap((process) => {
    if (environmentOf(process).get("ORDEAL_EVENTS") !== events) return [];
    const place = placeOf(process);
    return place === undefined ? [] : [{ ...place, node: Math.floor(place.rank / file.cardsPerNode), process }];
  });

const placeOf = (process: ProcessState): { readonly rank: number; readonly card: number } | undefined => {
  const environment = environmentOf(process);
  for (const [rank, local] of VARIABLES) {
    const place = { rank: Number(environment.get(rank) ?? "x"), card: Number(environment.get(local) ?? "x") };
    if (Number.isInteger(place.rank) && Number.isInteger(place.card)) return place;
  }
  return undefined;
};

/** How much a process has computed, in clock ticks; `undefined` when it is gone. */
export const ticksOf = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return undefined;
  }
};
