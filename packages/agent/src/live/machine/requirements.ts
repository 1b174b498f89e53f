import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { command } from "./command.ts";

/** What a lab is made with, and the Debian package that has it. */
const programs = {
  unshare: "util-linux",
  nsenter: "util-linux",
  mount: "mount",
  "mkfs.ext4": "e2fsprogs",
  ip: "iproute2",
} as const;

/** A lab that cannot be made on this machine, or as its file says; the message says why, and what to do. */
export class CannotBuild extends Error {}

/** Whether a program is on the path, or where the system keeps those of the administrator. */
export const hasProgram = (name: string): boolean =>
  [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"].some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Throws {@link CannotBuild} where this machine, or this user of it, cannot hold a lab at all. */
export const requireMachine = (): void => {
  if (process.platform !== "linux") throw new CannotBuild(`a lab needs Linux, found ${process.platform}`);
  if (process.geteuid?.() !== 0) {
    throw new CannotBuild("a lab needs root, for namespaces, control groups and mounts: start the agent as root");
  }
  for (const [program, from] of Object.entries(programs)) {
    if (hasProgram(program)) continue;
    throw new CannotBuild(`a lab needs ${program}, which is not installed: apt-get install ${from}`);
  }
};

/** How long Python may take to find torch: the first time it reads it from a cold disk. */
const IMPORT_MS = 60_000;

/** The version of torch that a Python has. Throws {@link CannotBuild} where it has none. */
export const requireTorch = async (python: string): Promise<string> => {
  const said = await command([python, "-c", "import torch; print(torch.__version__)"], { timeoutMs: IMPORT_MS }).catch(
    (error: Error) => error,
  );
  if (typeof said === "string") return said.trim();
  const isMissing = said.message.includes("is not installed");
  throw new CannotBuild(
    isMissing
      ? `there is no Python at ${python}: name one that has torch with \`python:\` in the lab's file`
      : `${python} has no torch: apt-get install --no-install-recommends python3-torch python3-numpy, or name another Python with \`python:\` in the lab's file`,
  );
};
