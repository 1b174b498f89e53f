import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../support.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly scripts: { readonly ordeal: string };
};
const [program = "", ...given] = scripts.ordeal.split(" ");

/** What a command came to. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as the `ordeal` script does; `whenStarted` may press Ctrl-C. */
export const ordeal = (
  args: ReadonlyArray<string>,
  env: NodeJS.ProcessEnv = {},
  whenStarted?: (pressCtrlC: () => void, child: ChildProcess) => void,
) =>
  new Promise<Ran>((resolve) => {
    const path = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
    const options = { cwd: root, env: { ...process.env, PATH: path, ...env }, detached: true };
    const child = spawn(program, [...given, ...args], options);
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code, out, err }));
    // A terminal sends Ctrl-C to the whole group, wrappers and all.
    whenStarted?.(() => process.kill(-(child.pid ?? 0), "SIGINT"), child);
  });
