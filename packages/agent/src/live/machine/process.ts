import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import * as Schema from "effect/Schema";

/** One process and no other, for as long as the machine is up: process ids come round again, start times do not. */
export const ProcessIdentity = Schema.Struct({
  pid: Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 4_194_304 })),
  /** In clock ticks since the machine was started, as the kernel tells it. */
  startTime: Schema.Int,
  /** Which start of the machine. */
  bootId: Schema.String,
});
export type ProcessIdentity = typeof ProcessIdentity.Type;

export interface ProcessState {
  readonly pid: number;
  /** As `ps` shows it: `R`, `S`, `D`, `T` for one that is stopped, `Z` for one that is dead and not yet waited for. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly startTime: number;
}

export const bootId = (): string => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();

/** What the kernel tells of a process; `undefined` when there is none. */
export const readProcess = (pid: number): ProcessState | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name stands in brackets, and may hold anything, brackets too.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state = "", parent, group] = fields;
    return { pid, state, parent: Number(parent), group: Number(group), startTime: Number(fields[19]) };
  } catch {
    return undefined;
  }
};

/** Who a process is; `undefined` when it is gone. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  const found = readProcess(pid);
  return found === undefined ? undefined : { pid, startTime: found.startTime, bootId: bootId() };
};

/** The process as it is now; `undefined` when it is gone or dead, or another goes by its id. */
export const find = (identity: ProcessIdentity): ProcessState | undefined => {
  const found = readProcess(identity.pid);
  const isIt = found?.startTime === identity.startTime && identity.bootId === bootId() && !/^[ZX]/.test(found.state);
  return isIt ? found : undefined;
};

/** Sends a signal to this process and no other. Whether it was there. */
export const signal = (identity: ProcessIdentity, name: "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGTERM"): boolean => {
  if (find(identity) === undefined) return false;
  try {
    return process.kill(identity.pid, name);
  } catch {
    return false;
  }
};

/** Every process of the machine that is not dead. */
export const allProcesses = (): ReadonlyArray<ProcessState> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? [])
    .filter(({ state }) => !/^[ZX]/.test(state));

/** A process that was there for so long has become what it is to be: its environment is read no more. */
const SETTLED_MS = 5_000;
const KNOWN_MAX = 10_000;

interface Known {
  readonly sinceMs: number;
  environment: ReadonlyMap<string, string> | undefined;
}

const known = new Map<string, Known>();

/** The environment with which a process began; empty when it is gone or nobody may look. */
export const environmentOf = ({
  pid,
  startTime,
}: Pick<ProcessState, "pid" | "startTime">): ReadonlyMap<string, string> => {
  const nowMs = performance.now();
  if (known.size > KNOWN_MAX) known.clear();
  const key = `${pid}-${startTime}`;
  const one = known.get(key) ?? { sinceMs: nowMs, environment: undefined };
  known.set(key, one);
  if (one.environment !== undefined) return one.environment;
  const environment = readEnvironment(pid);
  if (nowMs - one.sinceMs > SETTLED_MS) one.environment = environment;
  return environment;
};

const readEnvironment = (pid: number): ReadonlyMap<string, string> => {
  try {
    const pairs = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
  } catch {
    return new Map();
  }
};

/** The network namespace of a process, as the kernel names it; `undefined` when it is gone. */
export const networkOf = (pid: number): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
};
