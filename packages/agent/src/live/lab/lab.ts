import { resolve } from "node:path";
import type { Guardian } from "../guardian/appoint.ts";
import type { StateFolder } from "../guardian/state-folder.ts";
import type { Group } from "../machine/cgroup.ts";
import type { Lock } from "../machine/lock.ts";
import { LAB_VARIABLE } from "../machine/marked.ts";
import type { UndoLog } from "../undo/undo-log.ts";
import type { LabFile } from "./lab-file.ts";
import type { LabHead, LabNode } from "./lab-node.ts";

export const PYTHON = "/usr/bin/python3";

/** The control groups of a lab's cards, of one controller. */
export interface CardGroups {
  /** The group that those of the cards lie in. */
  readonly lab: Group;
  readonly of: (node: number, card: number) => Group;
}

export interface LabParts {
  readonly file: LabFile;
  /** The folder of that file: paths in it are taken from there. */
  readonly base: string;
  /** What marks the processes of this lab and no other. */
  readonly labId: string;
  readonly folder: StateFolder;
  readonly log: UndoLog;
  readonly head: LabHead;
  readonly nodes: ReadonlyArray<LabNode>;
  /** The version of torch; of a job that runs already nobody asks. */
  readonly torch: string | undefined;
  /** Where the machine has the controller of CPU time. */
  readonly cpu: CardGroups | undefined;
  /** The group that bounds the memory of the lab's processes, where the machine has that controller. */
  readonly memory: Group | undefined;
  readonly guardian: Guardian;
  readonly lock: Lock;
}

/**
 * A real cluster in small on this machine: a network namespace for each node, with a link to a switch, a host name, a
 * control group for each card, and a store that all of them write to.
 */
export class Lab {
  readonly parts: LabParts;
  private isDown = false;

  constructor(parts: LabParts) {
    this.parts = parts;
  }

  get store(): string {
    return this.parts.folder.storePath;
  }

  /** Where the hook of a job writes that runs already; `undefined` of a job of the lab's own. */
  get eventsOfRunning(): string | undefined {
    const { file, base } = this.parts;
    return file.launcher === "attach" && file.events !== undefined ? resolve(base, file.events) : undefined;
  }

  get python(): string {
    return this.parts.file.python ?? PYTHON;
  }

  /** What every process of the lab's job has in its environment, beside what its launcher gives it. */
  get environment(): Readonly<Record<string, string>> {
    const { file, folder, labId } = this.parts;
    return {
      PATH: process.env.PATH ?? "/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: folder.path,
      LC_ALL: "C.UTF-8",
      OMP_NUM_THREADS: "1",
      GLOO_SOCKET_IFNAME: "eth0",
      [LAB_VARIABLE]: labId,
      ...file.environment,
    };
  }

  /** Ends and undoes everything. Returns what could not be, in words; doing it again does nothing. */
  async takeDown(): Promise<ReadonlyArray<string>> {
    if (this.isDown) return [];
    const { folder, log, guardian, lock } = this.parts;
    const left = await folder.takeDown(log);
    // The guardian goes on trying when the agent is gone.
    if (left.length > 0) return left.map(({ undo }) => JSON.stringify(undo));
    this.isDown = true;
    guardian.dismiss();
    await guardian.gone;
    await lock.release();
    return [];
  }
}
