import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Lab } from "../lab/lab.ts";

export interface RunFolders {
  /** Where what the lab knows of the run is kept. */
  readonly facts: string;
  /** Into which the hook of its ranks writes: the same, unless others started the job. */
  readonly events: string;
  readonly checkpoints: string;
}

/** The folders of the n-th run in a lab, made where they are the lab's. */
export const runFolders = (lab: Lab, nth: number): RunFolders => {
  const { folder, base, file } = lab.parts;
  const facts = folder.file(`events-${nth}`);
  mkdirSync(facts, { recursive: true });
  const running = lab.eventsOfRunning;
  if (running !== undefined) return { facts, events: running, checkpoints: resolve(base, file.checkpoints ?? ".") };
  const checkpoints = join(lab.store, `run-${nth}`);
  mkdirSync(checkpoints, { recursive: true });
  return { facts, events: facts, checkpoints };
};
