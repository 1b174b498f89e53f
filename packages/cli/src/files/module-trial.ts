import { Worker } from "node:worker_threads";
import { workerFile } from "../worker-file.ts";
import type { Written } from "./written.ts";

/** What the thread says that loads a module. */
export type Tried =
  /** It is loaded; what it exports may still have to be waited for. */
  | { readonly isImported: true }
  /** What it exports: data, and nothing but data. */
  | { readonly written: Written }
  /** It exports functions, or things that only its own thread has. */
  | { readonly isProgram: true }
  | { readonly isEmpty: true }
  | { readonly exited: number }
  | { readonly threw: { readonly message: string; readonly stack: string }; readonly isRefused: boolean };

/** What came of trying a module: what it exports, or what is wrong with it. */
export type Trial =
  | { readonly written: Written }
  | { readonly isProgram: true }
  | { readonly isEmpty: true }
  | { readonly threw: { readonly message: string; readonly stack: string }; readonly isRefused: boolean }
  | { readonly misbehaved: string };

export interface TrialTimes {
  /** How long it may take to load. */
  readonly loadMs: number;
  /** How long it may go on after it is loaded. */
  readonly graceMs: number;
}

/** Loading compiles a module and all that it imports, on a machine that may be busy. */
export const trialTimes: TrialTimes = { loadMs: 8_000, graceMs: 1_000 };

/** The memory of a module, so that one that takes ever more is ended, and not the command with it. */
const MEMORY_MB_MAX = 512;

const only = "a module only says what is to be run";

/**
 * Loads a module in a thread of its own, which is ended with everything it began. Nothing that it prints comes to stdout,
 * and nothing that it does ends this process, short of crashing it. Takes `loadMs + graceMs` at most.
 */
export const tryModule = (url: string, source: string, { loadMs, graceMs } = trialTimes): Promise<Trial> =>
  new Promise((resolve) => {
    const worker = new Worker(workerFile("module-worker", import.meta.url), {
      workerData: { url, source },
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
    });
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.on("data", (bytes: Buffer) => void process.stderr.write(bytes));
    }
    let isImported = false;
    let exported: Trial | undefined;
    let isOver = false;
    let timer = setTimeout(() => end({ misbehaved: `did not load within ${loadMs / 1_000} s: ${only}` }), loadMs);
    const end = (trial: Trial): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      void worker.terminate().then(() => resolve(trial));
    };
    worker.on("message", (tried: Tried) => {
      if ("isImported" in tried) isImported = true;
      else if ("exited" in tried) end({ misbehaved: `called process.exit(${tried.exited}): ${only}` });
      else if ("threw" in tried) end(exported === undefined ? tried : late(tried.threw));
      else {
        exported = tried;
        clearTimeout(timer);
        const still = `is still at work ${graceMs / 1_000} s after it was loaded (a timer, a connection): ${only}`;
        timer = setTimeout(() => end({ misbehaved: still }), graceMs);
      }
    });
    worker.on("error", (error: Error & { readonly code?: string }) =>
      end(
        error.code === "ERR_WORKER_OUT_OF_MEMORY"
          ? { misbehaved: `took more than ${MEMORY_MB_MAX} MB of memory: ${only}` }
          : { threw: { message: error.message, stack: error.stack ?? "" }, isRefused: false },
      ),
    );
    worker.on("exit", () => end(exported ?? { misbehaved: isImported ? neverExports : neverLoads }));
  });

const neverLoads = `waits for something that never comes, and did not load: ${only}`;
const neverExports = "exports a promise that never comes to a value: end it with `export default experiment({ … })`";

const late = ({ message, stack }: { readonly message: string; readonly stack: string }): Trial => ({
  threw: { message: `threw after it was loaded: ${message}`, stack },
  isRefused: false,
});
