import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { main, program, start, type WhenOver } from "../../../../test/support/program.ts";
import { root } from "../support.ts";

/** What a command came to. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Circumstances {
  readonly env?: NodeJS.ProcessEnv;
  /** Called as soon as the process is there; it may press Ctrl-C. */
  readonly whenStarted?: (pressCtrlC: () => void, child: ChildProcess) => void;
  /** Runs it as the `ordeal` script of the package does, which takes longer to start. */
  readonly asDocumented?: boolean;
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
export const ordeal = (
  args: ReadonlyArray<string>,
  { env, whenStarted, asDocumented = false, whenOver }: Circumstances = {},
) =>
  new Promise<Ran>((resolve) => {
    const how = asDocumented ? documented(args) : program(main, args);
    const child = start(how.command, how.args, { env: { ...how.env, ...env }, whenOver });
    let [out, err] = ["", ""];
    child.stdout?.on("data", (chunk) => (out += chunk));
    child.stderr?.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code, out, err }));
    // A terminal sends Ctrl-C to the whole group, wrappers and all.
    whenStarted?.(() => process.kill(-(child.pid ?? 0), "SIGINT"), child);
  });
