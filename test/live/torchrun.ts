import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  FACTS_FILE,
  type LabFact,
  processOfFile,
  type RankProcess,
  type RecordedFile,
  type Recording,
  readRecording,
} from "@ordeal/model";
import { root } from "../support/program.ts";

const python = "/usr/bin/python3";

/** Why no real training can run here; `undefined` where it can. */
export const whyNoTorch = (): string | undefined => {
  if (process.platform !== "linux" || !existsSync(python)) return `needs Linux and ${python}`;
  try {
    execFileSync(python, ["-c", "import torch.distributed"], { stdio: "ignore", timeout: 60_000 });
    return undefined;
  } catch {
    return `needs PyTorch for ${python}: apt-get install --no-install-recommends python3-torch python3-numpy`;
  }
};

const monotonicUs = (): number => Number(process.hrtime.bigint() / 1_000n);

/** The training of the fixtures under torchrun on this machine, and what somebody who stands beside it knows. */
export class Torchrun {
  readonly folder: string;
  readonly events: string;
  readonly checkpoints: string;
  private readonly child: ChildProcess;
  private readonly gone = new Set<string>();
  private readonly watching: NodeJS.Timeout;
  private log = "";

  constructor(folder: string, ranks: number, args: ReadonlyArray<string>) {
    this.folder = folder;
    this.events = join(folder, "events");
    this.checkpoints = join(folder, "checkpoints");
    mkdirSync(this.events, { recursive: true });
    const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    this.note({ fact: "lab.clock", monotonicUs: monotonicUs(), bootId, wallUs: Date.now() * 1_000 });
    const torchrun = ["-B", "-m", "torch.distributed.run", "--standalone", "--nnodes=1", `--nproc_per_node=${ranks}`];
    // Debian's torch 1.13 on Python 3.11 knows no "no redirection", unless it is said of each rank.
    const redirects = ["--max_restarts=5", "--monitor_interval=0.1", "--redirects", "9:1", "--tee", "9:1"];
    const training = [join(root, "fixtures/live/train.py"), `--checkpoints=${this.checkpoints}`, ...args];
    this.child = spawn(python, [...torchrun, ...redirects, ...training], {
      detached: true,
      env: { ...process.env, ORDEAL_EVENTS: this.events, OMP_NUM_THREADS: "1" },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (text) => {
        this.log = (this.log + String(text)).slice(-20_000);
      });
    this.watching = setInterval(() => this.noteExits(), 20);
  }

  private note(fact: LabFact): void {
    appendFileSync(join(this.events, FACTS_FILE), `${JSON.stringify(fact)}\n`);
  }

  get processes(): ReadonlyArray<RankProcess> {
    return readdirSync(this.events).flatMap((name) => processOfFile(name) ?? []);
  }

  private noteExits(): void {
    for (const { pid, startTime } of this.processes) {
      const key = `${pid}-${startTime}`;
      if (this.gone.has(key) || isAlive(pid)) continue;
      this.gone.add(key);
      this.note({ fact: "process.exited", monotonicUs: monotonicUs(), pid, startTime });
    }
  }

  /** What was recorded so far. */
  recording(): Recording {
    const files: ReadonlyArray<RecordedFile> = readdirSync(this.events).map((name) => ({
      name,
      text: readFileSync(join(this.events, name), "utf8"),
    }));
    return readRecording(files);
  }

  /** Waits until this is so of what was recorded. */
  async until(what: string, isSo: (recording: Recording) => boolean): Promise<void> {
    for (const endMs = Date.now() + 60_000; !isSo(this.recording()); await sleep(50)) {
      if (Date.now() > endMs) throw new Error(`${what} within a minute: no; the training said\n${this.log}`);
    }
  }

  /** Kills the newest process of a rank, as a fault of this id. */
  kill(rank: number, faultId: string): void {
    const processes = this.processes.filter((one) => one.rank === rank && isAlive(one.pid));
    const [victim] = processes;
    if (victim === undefined) throw new Error(`rank ${rank} has no process`);
    const fault = { faultId, kind: "job.crash", targets: ["job"], ranks: [rank] } as const;
    this.note({ fact: "fault.started", monotonicUs: monotonicUs(), ...fault });
    process.kill(victim.pid, "SIGKILL");
    this.note({ fact: "fault.ended", monotonicUs: monotonicUs(), faultId });
  }

  /** The file of the newest checkpoint. */
  newestCheckpoint(): string {
    const names = readdirSync(this.checkpoints).filter((name) => name.endsWith(".pt"));
    return join(this.checkpoints, names.toSorted().at(-1) ?? "");
  }

  now = monotonicUs;

  async end(): Promise<void> {
    clearInterval(this.watching);
    const { pid } = this.child;
    if (pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise((done) => this.child.once("exit", done));
    // Its ranks are in the same group.
    process.kill(-pid, "SIGKILL");
    await exited;
  }
}

/** Whether a process is there; one that is dead and not yet asked for is not. */
const isAlive = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return statSync(`/proc/${pid}`).isDirectory() && !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
};
