import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = "/sys/fs/cgroup";

export type Controller = "cpu" | "memory" | "blkio";

/** A control group, and in which of its files a limit stands; the two versions of control groups call them differently. */
export interface Group {
  readonly path: string;
  readonly version: 1 | 2;
}

/** Where a group of ours lies, of a controller; `undefined` where the machine has no such controller. */
export const groupOf = (controller: Controller, name: string, root = ROOT): Group | undefined => {
  const first = join(root, controller);
  if (existsSync(join(first, "cgroup.procs"))) return { path: join(first, ownPath(controller), name), version: 1 };
  const second = controller === "blkio" ? "io" : controller;
  const has = readText(join(root, "cgroup.controllers")).split(/\s+/).includes(second);
  return has ? { path: join(root, name), version: 2 } : undefined;
};

/** Where this process is in a hierarchy, so that what bounds it bounds its labs as well. */
const ownPath = (controller: Controller): string => {
  const line = readText("/proc/self/cgroup")
    .split("\n")
    .find((one) => one.split(":")[1]?.split(",").includes(controller));
  return line?.split(":").slice(2).join(":") ?? "/";
};

/** Makes a group; one that is there is taken. */
export const makeGroup = ({ path, version }: Group, controller: Controller): void => {
  if (version === 2) {
    const name = controller === "blkio" ? "io" : controller;
    writeFileSync(join(path, "..", "cgroup.subtree_control"), `+${name}`);
  }
  mkdirSync(path, { recursive: true });
};

/** What a group gets of a core, in either version, unless somebody says otherwise. */
const USUAL_SHARES = 1_024;
const USUAL_WEIGHT = 100;

/** A group gets so many times as much CPU time as others of its level where there is not enough for all. */
export const preferCpu = ({ path, version }: Group, times: number): void => {
  const [file, usual] = version === 1 ? ["cpu.shares", USUAL_SHARES] : ["cpu.weight", USUAL_WEIGHT];
  writeFileSync(join(path, file), String(usual * times));
};

/** Puts a process into a group, and with it whatever it starts from then on. */
export const enter = ({ path }: Group, pid: number): void => writeFileSync(join(path, "cgroup.procs"), String(pid));

const readText = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};
