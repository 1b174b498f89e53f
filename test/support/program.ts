import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";

/** The repository, where commands are run from. */
export const root = resolve(import.meta.dirname, "../..");

/** Registers what is done when a test is over; tests that run at the same time bring the one of their own context. */
export type WhenOver = (clean: () => void | Promise<void>) => void;

/** Every process that was started and has not ended. */
const living = new Set<ChildProcess>();

/** Ends a process with its whole group, so that nothing which it started itself goes on. */
const end = (child: ChildProcess): void => {
  living.delete(child);
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
};

process.on("exit", () => {
  for (const child of living) end(child);
});

/**
 * Starts a process that does not outlive its test, whatever comes of that: it leads a group of its own, which is killed
 * when the test is over, or timed out, or when this process ends.
 */
export const start = (
  command: string,
  args: ReadonlyArray<string>,
  { whenOver = onTestFinished, ...options }: SpawnOptions & { readonly whenOver?: WhenOver | undefined } = {},
): ChildProcess => {
  let child: ChildProcess | undefined;
  // First, as nothing may be started where nobody would end it.
  whenOver(() => child && end(child));
  child = spawn(command, args, { cwd: root, ...options, detached: true });
  living.add(child);
  child.on("close", () => living.delete(child));
  return child;
};

/** Where Node keeps what it compiled. */
export const compileCache = join(root, "node_modules/.cache/ordeal-tests");

/** The command's program, from the root of the repository. */
export const main = "packages/cli/src/main.ts";

/**
 * How Node starts a program of ours in a test. The command comes out of the bundle that vitest makes of today's sources
 * (`bundled-command.ts`); of anything else Node strips the types itself and keeps what it compiled. That the documented way
 * works as well is tested by `command-line/process.test.ts`.
 */
export const program = (file: string, args: ReadonlyArray<string>) => ({
  command: process.execPath,
  args: [
    "--disable-warning=ExperimentalWarning",
    (file === main ? process.env.TESTED_COMMAND : undefined) ?? join(root, file),
    ...args,
  ],
  env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
});
