import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import * as Effect from "effect/Effect";
import * as Runtime from "effect/Runtime";
import { main as mainFile, program, start, type WhenOver } from "../../../../test/support/program.ts";
import { main } from "../../src/command-line/main.ts";
import { Screen } from "../../src/screen.ts";
import { keptScreen, root } from "../support.ts";

/** What a command came to. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs the command in this process, on a screen of its own: that costs no start. What concerns the process itself (its
 * signals, its stdin, what a module of the user prints, its memory) is tested by {@link ordealProcess}.
 */
export const ordeal = async (args: ReadonlyArray<string>): Promise<Ran> => {
  const { screen, out, err } = keptScreen();
  const exit = await Effect.runPromiseExit(Effect.provideService(main(args), Screen, screen));
  const code = await new Promise<number>((resolve) => Runtime.defaultTeardown(exit, resolve));
  return { code, out: out(), err: err() };
};

export interface Circumstances {
  readonly env?: NodeJS.ProcessEnv;
  /** Called as soon as the process is there; it may press Ctrl-C. */
  readonly whenStarted?: (pressCtrlC: () => void, child: ChildProcess) => void;
  /** Runs it as the `ordeal` script of the package does, or from the sources; either takes longer to start. */
  readonly from?: "documented script" | "sources";
  readonly whenOver?: WhenOver | undefined;
}

/** The `ordeal` script of the package. */
const documented = (args: ReadonlyArray<string>): ReturnType<typeof program> => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly scripts: { readonly ordeal: string };
  };
  const [command = "", ...given] = scripts.ordeal.split(" ");
  const path = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
  return { command, args: [...given, ...args], env: { ...process.env, PATH: path } as never };
};

/** Runs the command in a process of its own, which does not outlive the test. */
export const ordealProcess = (args: ReadonlyArray<string>, { env, whenStarted, from, whenOver }: Circumstances = {}) =>
  new Promise<Ran>((resolve) => {
    const how =
      from === "documented script" ? documented(args) : program(from === "sources" ? `./${mainFile}` : mainFile, args);
    const child = start(how.command, how.args, { env: { ...how.env, ...env }, whenOver });
    let [out, err] = ["", ""];
    child.stdout?.on("data", (chunk) => (out += chunk));
    child.stderr?.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code, out, err }));
    // A terminal sends Ctrl-C to the whole group, wrappers and all.
    whenStarted?.(() => process.kill(-(child.pid ?? 0), "SIGINT"), child);
  });
