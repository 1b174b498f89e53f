import { processesOf } from "../machine/marked.ts";
import { networkOf, signal } from "../machine/process.ts";
import { always, type Injector, type Site } from "./injector.ts";

/** A card crashes: the process that computes on it is killed, and its node is kept out of placement while it lasts. */
export const cardCrash: Injector = {
  kind: "card.crash",
  targets: ["card"],
  mechanism: "kill -9 of the card's rank; its node is kept out of placement",
  undo: "by restart",
  isNodeLost: true,
  probe: always,
  inject: async (_, { ranks }) => {
    for (const { process } of ranks) signal(process, "SIGKILL");
  },
};

/** Nodes crash: everything of the job on them is killed, and they are kept out of placement while it lasts. */
const nodesCrash = (kind: "node.crash" | "power.rack", target: "node" | "rack"): Injector => ({
  kind,
  targets: [target],
  mechanism: "kill -9 of every process in the node's namespaces; it is kept out of placement",
  undo: "by restart",
  isNodeLost: true,
  probe: always,
  inject: async ({ lab }, { targets, ranks }) => {
    // The training first, so that it dies at one instant.
    for (const { process } of ranks) signal(process, "SIGKILL");
    killOn(lab, new Set(targets.flatMap(({ nodes }) => nodes)));
  },
});

export const nodeCrash = nodesCrash("node.crash", "node");
export const powerRack = nodesCrash("power.rack", "rack");

/** The holder of a node is no part of it: it is the machine that is off, and can be switched on again. */
const killOn = (lab: Site["lab"], struck: ReadonlySet<number>): void => {
  const { labId, nodes } = lab.parts;
  const holders = nodes.filter(({ index }) => struck.has(index)).map(({ holder }) => holder);
  const networks = new Set(holders.map(({ pid }) => networkOf(pid)));
  for (const { pid } of processesOf(labId)) {
    if (holders.some((holder) => holder.pid === pid) || !networks.has(networkOf(pid))) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It is gone meanwhile.
    }
  }
};
