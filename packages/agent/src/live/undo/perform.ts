import { existsSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type CommandFailed, command } from "../machine/command.ts";
import { killAll, processesOf } from "../machine/marked.ts";
import { isMounted } from "../machine/mounts.ts";
import { inNetwork, isDeviceDown } from "../machine/network.ts";
import { find, signal } from "../machine/process.ts";
import type { Undo } from "./undo.ts";

/** How often something is tried that does not come about at once, and how long it is waited in between. */
const TRIES = 100;
const AGAIN_MS = 50;

/** Undoes something. Returns whether it is undone, after having looked. Never throws; doing it again does nothing. */
export const perform = async (undo: Undo, tries = TRIES): Promise<boolean> => {
  for (let nth = 0; nth < tries; nth++) {
    if (nth > 0) await sleep(AGAIN_MS);
    try {
      if (await isUndone(undo)) return true;
      await attempt(undo);
      if (await isUndone(undo)) return true;
    } catch {
      // Looked at again: what is gone meanwhile is undone.
    }
  }
  return isUndone(undo).catch(() => false);
};

type Ways = { readonly [T in Undo["_tag"]]: Way<Extract<Undo, { readonly _tag: T }>> };

interface Way<U> {
  readonly attempt: (undo: U) => unknown;
  readonly isUndone: (undo: U) => boolean | Promise<boolean>;
}

const ways: Ways = {
  processContinues: {
    attempt: ({ process }) => signal(process, "SIGCONT"),
    isUndone: ({ process }) => !/^[Tt]/.test(find(process)?.state ?? ""),
  },
  linkUp: {
    attempt: ({ holder, device }) => command([...inNetwork(holder), "ip", "link", "set", device, "up"]),
    isUndone: async ({ holder, device }) => find(holder) === undefined || !(await isDeviceDown(holder, device)),
  },
  queueRemoved: {
    attempt: ({ holder, device }) => command([...inNetwork(holder), "tc", "qdisc", "del", "dev", device, "root"]),
    isUndone: async ({ holder, device }) => {
      if (find(holder) === undefined) return true;
      return !/^qdisc tbf /m.test(await command([...inNetwork(holder), "tc", "qdisc", "show", "dev", device]));
    },
  },
  limitLifted: {
    attempt: ({ file, value }) => writeFileSync(file, value),
    isUndone: ({ file, value }) => !existsSync(file) || isLimit(readFileSync(file, "utf8"), value),
  },
  thawed: {
    attempt: ({ mountPoint }) => command(["fsfreeze", "--unfreeze", mountPoint]),
    // Nothing tells whether a file system is frozen but an attempt to thaw it.
    isUndone: async ({ mountPoint }) => {
      if (!isMounted(mountPoint)) return true;
      const refusal = await command(["fsfreeze", "--unfreeze", mountPoint]).then(
        () => "",
        (error: CommandFailed) => error.message,
      );
      return refusal.includes("Invalid argument");
    },
  },
  processesEnded: {
    attempt: async ({ labId, holders }) => {
      const held = new Set(holders.map(({ pid }) => pid));
      // The networks stand until nobody but their holders is in them: by these whoever is in them is found.
      await killAll(() => processesOf(labId, holders).filter(({ pid }) => !held.has(pid)));
      for (const holder of holders) signal(holder, "SIGKILL");
    },
    isUndone: ({ labId, holders }) =>
      processesOf(labId, holders).length === 0 && holders.every((one) => find(one) === undefined),
  },
  unmounted: {
    attempt: ({ mountPoint }) => command(["umount", mountPoint]),
    isUndone: ({ mountPoint }) => !isMounted(mountPoint),
  },
  groupRemoved: {
    attempt: ({ path }) => rmdirSync(path),
    isUndone: ({ path }) => !existsSync(path),
  },
};

const attempt = async (undo: Undo): Promise<unknown> => wayOf(undo).attempt(undo);
export const isUndone = async (undo: Undo): Promise<boolean> => wayOf(undo).isUndone(undo);

const wayOf = (undo: Undo): Way<Undo> => ways[undo._tag] as Way<Undo>;

/** Whether a control group's file says what was written: of a limit by device, that the device has none. */
const isLimit = (said: string, value: string): boolean => {
  const device = /^(\d+:\d+) /.exec(value)?.[1];
  if (device === undefined) return said.trim() === value;
  return !said.split("\n").some((line) => line.startsWith(`${device} `));
};
