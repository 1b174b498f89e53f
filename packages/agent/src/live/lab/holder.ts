import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { LAB_VARIABLE } from "../machine/marked.ts";
import { identify, networkOf, type ProcessIdentity } from "../machine/process.ts";
import { CannotBuild } from "../machine/requirements.ts";

const THERE_MS = 5_000;
const LOOK_MS = 5;

/** Starts a process that holds a network, a host name and mounts of its own, and does nothing else. */
export const startHolder = async (labId: string): Promise<ProcessIdentity> => {
  const argv = ["--net", "--uts", "--mount", "--propagation", "private", "sleep", "infinity"];
  const child = spawn("unshare", argv, {
    detached: true,
    cwd: "/",
    stdio: "ignore",
    env: { PATH: process.env.PATH ?? "", [LAB_VARIABLE]: labId },
  });
  let ended: string | undefined;
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (code) => {
    ended = `unshare ended with code ${code}`;
  });
  child.unref();
  const own = networkOf(process.pid);
  for (const endMs = performance.now() + THERE_MS; ; await sleep(LOOK_MS)) {
    if (ended !== undefined || performance.now() > endMs) {
      throw new CannotBuild(
        `this machine gives no namespaces: ${ended ?? "unshare does nothing"}; a container needs to be privileged for it`,
      );
    }
    const network = child.pid === undefined ? undefined : networkOf(child.pid);
    const identity = child.pid === undefined || network === own ? undefined : identify(child.pid);
    if (network !== undefined && identity !== undefined) return identity;
  }
};
