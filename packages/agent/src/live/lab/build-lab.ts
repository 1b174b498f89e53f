import { randomUUID } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { appointGuardian } from "../guardian/appoint.ts";
import { agentLock, guardianLock } from "../guardian/guardian-words.ts";
import { StateFolder } from "../guardian/state-folder.ts";
import { type Controller, type Group, groupOf, makeGroup, preferCpu } from "../machine/cgroup.ts";
import { command, markCommands } from "../machine/command.ts";
import { type Lock, takeLock } from "../machine/lock.ts";
import { HELPER_VARIABLE } from "../machine/marked.ts";
import type { ProcessIdentity } from "../machine/process.ts";
import { CannotBuild, requireMachine, requireTorch } from "../machine/requirements.ts";
import { LAB, type UndoLog } from "../undo/undo-log.ts";
import { startHolder } from "./holder.ts";
import { type CardGroups, Lab, PYTHON } from "./lab.ts";
import type { LabFile } from "./lab-file.ts";
import { cardGroup, labGroup } from "./names.ts";
import { wire } from "./wire.ts";

/** What a lab is where its file does not say. */
const MEMORY_MB = 8_192;
const STORAGE_MB = 512;
/** How long a guardian that still takes down what a killed agent left is waited for. */
const LEFTOVERS_MS = 60_000;

export interface BuildOptions {
  /** The folder from which paths in the lab's file are taken. */
  readonly base: string;
  /** How long the agent may be silent before its guardian takes the lab down: as long as a lease lasts. */
  readonly silentMs: number;
}

/**
 * Makes a lab, after having taken down what one of its name left. Everything is in the undo log before it is made. Rejects
 * with {@link CannotBuild}.
 */
export const buildLab = async (file: LabFile, { base, silentMs }: BuildOptions): Promise<Lab> => {
  requireMachine();
  const torch = file.launcher === "attach" ? undefined : await requireTorch(file.python ?? PYTHON);
  const lock = await takeLock(agentLock(file.lab));
  if (lock === undefined) {
    throw new CannotBuild(`lab ${file.lab} has an agent already: end that one first, or give this lab another name`);
  }
  try {
    return await buildLocked(file, { base, silentMs }, { torch, lock });
  } catch (error) {
    await lock.release();
    throw error instanceof CannotBuild ? error : new CannotBuild(`lab ${file.lab}: ${(error as Error).message}`);
  }
};

const buildLocked = async (
  file: LabFile,
  { base, silentMs }: BuildOptions,
  { torch, lock }: { readonly torch: string | undefined; readonly lock: Lock },
): Promise<Lab> => {
  const folder = new StateFolder(file.lab);
  await clearLeftovers(folder);
  folder.make();
  const labId = randomUUID();
  const guardian = await appointGuardian(folder, labId, silentMs);
  markCommands({ [HELPER_VARIABLE]: labId });
  const log = folder.openLog();
  try {
    // A job that runs already has its nodes, its store and its bounds from others.
    const isOwn = file.launcher !== "attach";
    if (isOwn) await makeStore(folder, log, file);
    const { cpu, memory } = isOwn ? makeGroups(file, log) : {};
    log.begin(LAB, { _tag: "processesEnded", labId, holders: [] });
    if (memory !== undefined) limitMemory(memory, (file.memoryMb ?? MEMORY_MB) * 1_048_576);
    const holders: Array<ProcessIdentity> = [];
    for (let nth = 0; nth <= (isOwn ? file.nodes : 0); nth++) holders.push(await startHolder(labId));
    const [headHolder, ...nodeHolders] = holders as [ProcessIdentity, ...Array<ProcessIdentity>];
    log.begin(LAB, { _tag: "processesEnded", labId, holders });
    const { head, nodes } = await wire(headHolder, nodeHolders, folder.file("hosts"));
    return new Lab({ file, base, labId, folder, log, head, nodes, torch, cpu, memory, guardian, lock });
  } catch (error) {
    await folder.takeDown(log);
    guardian.dismiss();
    throw error;
  }
};

/** Takes down what a killed agent left, unless its guardian does. */
const clearLeftovers = async (folder: StateFolder): Promise<void> => {
  const lock = await takeLock(guardianLock(folder.name), LEFTOVERS_MS);
  if (lock === undefined) {
    throw new CannotBuild(
      `the guardian of an agent before this one still takes lab ${folder.name} down: see ${folder.file("guardian.log")}`,
    );
  }
  try {
    if (!folder.exists) return;
    const left = await folder.takeDown(folder.openLog());
    if (left.length === 0) return;
    const undos = left.map(({ undo }) => JSON.stringify(undo)).join(", ");
    throw new CannotBuild(`what an agent before this one left of lab ${folder.name} cannot be undone: ${undos}`);
  } finally {
    await lock.release();
  }
};

/** How long making a file system may take. */
const FORMAT_MS = 60_000;

/** The store: a file system of its own, so that it can be slow, stand still, or be full, and nothing else. */
const makeStore = async (folder: StateFolder, log: UndoLog, { storageMb = STORAGE_MB }: LabFile): Promise<void> => {
  const image = folder.file("store.img");
  closeSync(openSync(image, "w", 0o600));
  truncateSync(image, storageMb * 1_048_576);
  await command(["mkfs.ext4", "-q", "-F", "-m", "0", image], { timeoutMs: FORMAT_MS });
  mkdirSync(folder.storePath, { recursive: true });
  log.begin(LAB, { _tag: "unmounted", mountPoint: folder.storePath });
  await command(["mount", "-o", "loop", image, folder.storePath]).catch((error: Error) => {
    throw new CannotBuild(`this machine mounts no file as a file system: ${error.message}`);
  });
};

/** How many times as much of a core a lab gets as another process that wants it too: what is measured is the job, not the machine. */
const LAB_CPU_PREFERENCE = 10;

const makeGroups = (file: LabFile, log: UndoLog): { readonly memory?: Group; readonly cpu?: CardGroups } => {
  const make = (controller: Controller, name: string): Group | undefined => {
    const group = groupOf(controller, name);
    if (group === undefined) return undefined;
    if (!existsSync(group.path)) log.begin(LAB, { _tag: "groupRemoved", path: group.path });
    makeGroup(group, controller);
    return group;
  };
  const memory = make("memory", labGroup(file.lab));
  const cpu = make("cpu", labGroup(file.lab));
  if (cpu === undefined) return memory === undefined ? {} : { memory };
  preferCpu(cpu, LAB_CPU_PREFERENCE);
  for (let node = 0; node < file.nodes; node++)
    for (let card = 0; card < file.cardsPerNode; card++) make("cpu", cardGroup(file.lab, node, card));
  const of = (node: number, card: number): Group => ({
    path: join(cpu.path, "..", cardGroup(file.lab, node, card)),
    version: cpu.version,
  });
  return { ...(memory === undefined ? {} : { memory }), cpu: { lab: cpu, of } };
};

const limitMemory = ({ path, version }: Group, bytes: number): void => {
  writeFileSync(join(path, version === 1 ? "memory.limit_in_bytes" : "memory.max"), String(bytes));
};
