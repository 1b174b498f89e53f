import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main, program, start, type WhenOver } from "./program.ts";

/** An `ordeal` command in a process of its own, whose signals reach it and nobody else. */
export class OrdealProcess {
  readonly child: ChildProcess;
  out = "";
  err = "";
  readonly ended: Promise<number | null>;

  /** It is killed when the test is over; tests that run at the same time bring their own `onTestFinished`. */
  constructor(args: ReadonlyArray<string>, whenOver?: WhenOver) {
    const { command, args: all, env } = program(main, args);
    this.child = start(command, all, { env, whenOver });
    this.child.stdout?.on("data", (text) => {
      this.out += text;
    });
    this.child.stderr?.on("data", (text) => {
      this.err += text;
    });
    this.ended = new Promise((resolve) => this.child.on("close", resolve));
  }
}

/** An agent in a process of its own, that listens. */
export const startAgent = async (
  args: ReadonlyArray<string>,
  whenOver?: WhenOver,
): Promise<OrdealProcess & { url: string }> => {
  const agent = new OrdealProcess(["agent", "--quiet", ...args], whenOver);
  await until(() => agent.out.includes("\n"), "the agent listens");
  const url = /ws:\/\/\S+(?=\/v1)/.exec(agent.out)?.[0] ?? "";
  return Object.assign(agent, { url });
};

/** An engine at work, with the journal that it writes. */
export const startEngine = (experiment: string, args: ReadonlyArray<string>, whenOver?: WhenOver) => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-"));
  const name = experiment.replace(/^.*\//, "").replace(/\.\w+$/, "");
  const path = join(folder, `${name}.journal.ndjson`);
  const engine = new OrdealProcess(["run", experiment, "--out", folder, ...args], whenOver);
  const journal = () => (existsSync(path) ? readFileSync(path, "utf8") : "");
  return Object.assign(engine, { path, journal });
};

export const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for something that must come, and says what it was if it does not. */
export const until = async (is: () => boolean | Promise<boolean>, what: string, ms = 20_000): Promise<void> => {
  const startedMs = performance.now();
  while (!(await is())) {
    if (performance.now() - startedMs > ms) throw new Error(`after ${ms / 1_000} s still not so: ${what}`);
    await wait(10);
  }
};
