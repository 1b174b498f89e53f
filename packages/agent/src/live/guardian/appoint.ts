import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { identify } from "../machine/process.ts";
import { GUARDIAN_READY } from "./guardian-words.ts";
import type { StateFolder } from "./state-folder.ts";

/** How long a guardian may take to watch, and how many times a deadline it hears of the agent. */
const READY_MS = 20_000;
const BEATS = 5;

export interface Guardian {
  /** Resolves when it is gone, which it must not be. */
  readonly gone: Promise<void>;
  /** Nothing is left for it to do: it ends by itself. */
  readonly dismiss: () => void;
}

/** Starts the guardian of this process's lab; resolves once it watches. */
export const appointGuardian = async (folder: StateFolder, labId: string, silentMs: number): Promise<Guardian> => {
  const agent = identify(process.pid);
  const orders = JSON.stringify({ lab: folder.name, labId, agent, silentMs });
  const log = openSync(folder.file("guardian.log"), "a", 0o600);
  const program = new URL(`./guardian${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);
  const child = spawn(process.execPath, [fileURLToPath(program), orders], {
    detached: true,
    cwd: "/",
    stdio: ["pipe", "pipe", log],
  });
  closeSync(log);
  await untilReady(child);
  child.stdin?.on("error", () => {});
  const beat = setInterval(() => child.stdin?.write("."), silentMs / BEATS);
  beat.unref();
  child.unref();
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    gone,
    dismiss: () => {
      clearInterval(beat);
      // Whoever waits for its end waits for nothing else, maybe.
      child.ref();
      child.stdin?.end();
    },
  };
};

const untilReady = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`the lab's guardian does not start: ${why}`));
    };
    const timer = setTimeout(() => fail(`it was not there after ${READY_MS / 1_000} s`), READY_MS);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`it ended with code ${code}`));
    child.stdout?.on("data", (data: Buffer) => {
      if (!data.toString().includes(GUARDIAN_READY)) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      resolve();
    });
  });
