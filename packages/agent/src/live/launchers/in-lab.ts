import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import type { Lab } from "../lab/lab.ts";
import { type LabNode, onNode } from "../lab/lab-node.ts";
import { enter } from "../machine/cgroup.ts";
import { CannotBuild } from "../machine/requirements.ts";
import type { JobOrder } from "./launcher.ts";

/** Starts a program on a node of a lab, or at its head; what it says goes to a file of the lab's folder. */
export const startIn = (
  lab: Lab,
  where: Pick<LabNode, "holder">,
  argv: ReadonlyArray<string>,
  { log, environment = {} }: { readonly log: string; readonly environment?: Readonly<Record<string, string>> },
): ChildProcess => {
  const [program, ...args] = [...onNode(where), ...argv] as [string, ...Array<string>];
  const file = openSync(lab.parts.folder.file(log), "a", 0o600);
  const child = spawn(program, args, {
    detached: true,
    cwd: lab.parts.folder.path,
    stdio: ["ignore", file, file],
    env: { ...lab.environment, ...environment },
  });
  closeSync(file);
  child.unref();
  const { memory, cpu } = lab.parts;
  for (const group of [memory, cpu?.lab]) {
    // In the second version the ranks' own groups lie in this one, which takes no processes itself.
    if (group?.version === 1 && child.pid !== undefined) enter(group, child.pid);
  }
  // One that cannot be started ends; whoever waits for its end sees it.
  child.on("error", () => child.emit("exit", 127, null));
  return child;
};

/** How long a collective that does not complete is waited for, unless the lab's file says. */
const COLLECTIVE_US = 20_000_000;

/**
 * The training command of a lab, with what stands in it for the folder of checkpoints, the steps between two of them and
 * the timeout of collectives, in seconds, put in; paths that begin with a dot are taken from where the lab's file is.
 */
export const trainingCommand = (
  lab: Lab,
  { checkpoints, saveEvery }: Pick<JobOrder, "checkpoints" | "saveEvery">,
): readonly [string, ...ReadonlyArray<string>] => {
  const { train, collectiveTimeout = COLLECTIVE_US } = lab.parts.file;
  if (train === undefined)
    throw new CannotBuild("expected the training command in the lab's file: `train: [./train.py]`");
  if (saveEvery === undefined && train.some((word) => word.includes("{saveEvery}")))
    throw new CannotBuild("{saveEvery} stands for steps: expected `checkpoint.interval` as {steps: n} or a duration");
  const timeout = String(collectiveTimeout / 1_000_000);
  const words = train.map((word) =>
    word
      .replaceAll("{checkpoints}", checkpoints)
      .replaceAll("{collectiveTimeout}", timeout)
      .replaceAll("{saveEvery}", String(saveEvery)),
  );
  return words.map((word) => (word.startsWith(".") ? resolve(lab.parts.base, word) : word)) as [
    string,
    ...Array<string>,
  ];
};

export const isPython = (program: string): boolean => program.endsWith(".py");
