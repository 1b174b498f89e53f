import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../lab/lab.ts";
import { onNode } from "../lab/lab-node.ts";
import { tailOf } from "../lab/log-tail.ts";
import { command } from "../machine/command.ts";
import { killAll, processesOf } from "../machine/marked.ts";
import { environmentOf, identify, type ProcessIdentity } from "../machine/process.ts";
import { CannotBuild, hasProgram } from "../machine/requirements.ts";
import { isPython, startIn, trainingCommand } from "./in-lab.ts";
import type { JobOrder, LaunchedJob, Launcher } from "./launcher.ts";
import { BATCH, RANK, slurmConf } from "./slurm-conf.ts";

const UP_MS = 60_000;
const LOOK_MS = 300;
/** How long an answer of the controller's is waited for: one that stands still gives none. */
const ANSWER_MS = 2_000;

/** Ranks by Slurm: a controller at the lab's head, a daemon on each node; who takes a lost node's place is its business. */
export class Slurm implements Launcher {
  readonly name = "slurm";
  readonly refuses: Launcher["refuses"] = new Map();
  private readonly lab: Lab;
  private readonly daemons = new Map<number, ChildProcess>();
  private controller: ChildProcess | undefined;
  private jobs = 0;

  private constructor(lab: Lab) {
    this.lab = lab;
  }

  /** Starts Slurm in a lab; resolves once every node is in it. Rejects with {@link CannotBuild}. */
  static async in(lab: Lab): Promise<Slurm> {
    for (const program of ["slurmctld", "slurmd", "sbatch", "srun", "scontrol"]) {
      if (!hasProgram(program)) {
        throw new CannotBuild(
          `launcher slurm needs ${program}, which is not installed: apt-get install slurm-wlm, or take launcher: torchrun`,
        );
      }
    }
    const slurm = new Slurm(lab);
    await slurm.begin();
    return slurm;
  }

  private get environment(): Readonly<Record<string, string>> {
    return { SLURM_CONF: this.lab.parts.folder.file("slurm.conf") };
  }

  private async begin(): Promise<void> {
    const { lab, environment } = this;
    const { folder, head, nodes } = lab.parts;
    writeFileSync(folder.file("slurm.conf"), slurmConf(lab));
    mkdirSync(folder.file("slurm-state"));
    this.controller = startIn(lab, head, ["slurmctld", "-D"], { log: "slurmctld.log", environment });
    for (const { index } of nodes) this.startDaemon(index);
    for (const endMs = performance.now() + UP_MS; ; await sleep(LOOK_MS)) {
      const states = await this.ask("sinfo", "--noheader", "--Node", "--format=%T").catch(() => "");
      if (states.split("\n").filter((state) => state === "idle").length === nodes.length) return;
      if (performance.now() < endMs && this.controller.exitCode === null) continue;
      throw new CannotBuild(
        `Slurm does not come up: ${tailOf(folder.file("slurmctld.log"))}; ${tailOf(folder.file("slurmd-node00.log"))}`,
      );
    }
  }

  /** Starts the daemon of a node, unless it is there. */
  startDaemon(index: number): void {
    const node = this.lab.parts.nodes[index];
    const known = this.daemons.get(index);
    if (node === undefined || (known !== undefined && known.exitCode === null && known.signalCode === null)) return;
    const argv = ["slurmd", "-D", "-N", node.name];
    const { environment } = this;
    this.daemons.set(index, startIn(this.lab, node, argv, { log: `slurmd-${node.name}.log`, environment }));
  }

  /** Asks the controller, from the head. */
  ask(program: string, ...args: ReadonlyArray<string>): Promise<string> {
    return command([...onNode(this.lab.parts.head), program, ...args], {
      environment: { ...this.lab.environment, ...this.environment },
      timeoutMs: ANSWER_MS,
    });
  }

  scheduler(): ProcessIdentity | undefined {
    const pid = this.controller?.pid;
    return pid === undefined ? undefined : identify(pid);
  }

  async start(order: JobOrder): Promise<LaunchedJob> {
    const { lab } = this;
    const { folder, nodes, head, file } = lab.parts;
    const id = `job${++this.jobs}`;
    const [program, ...args] = trainingCommand(lab, order);
    const orderFile = folder.file(`${id}.json`);
    writeFileSync(folder.file("batch.py"), BATCH);
    chmodSync(folder.file("batch.py"), 0o700);
    writeFileSync(folder.file("rank.py"), RANK);
    writeFileSync(
      orderFile,
      JSON.stringify({
        rank: [lab.python, folder.file("rank.py"), orderFile],
        train: isPython(program) ? [lab.python, program, ...args] : [program, ...args],
        nodes: Object.fromEntries(nodes.map(({ index, name }) => [name, order.addressOf(index)])),
      }),
    );
    const submit = [
      ...["sbatch", "--parsable", "--requeue", "--exclusive", `--job-name=${id}`, "--export=ALL"],
      ...[`--nodes=${order.nodes}`, `--ntasks-per-node=${file.cardsPerNode}`, `--chdir=${folder.path}`],
      ...["--open-mode=append", `--output=${folder.file(`${id}.log`)}`, folder.file("batch.py"), orderFile],
    ] as const;
    const said = await command([...onNode(head), ...submit], {
      environment: { ...lab.environment, ...this.environment, ORDEAL_EVENTS: order.events },
      isBare: true,
    });
    const jobId = Number(said.trim());
    if (!Number.isInteger(jobId)) throw new CannotBuild(`sbatch said "${said.trim()}" in place of a job's number`);
    return new SlurmJob(this, lab, order, { jobId, log: folder.file(`${id}.log`) });
  }

  async stop(): Promise<void> {}
}

class SlurmJob implements LaunchedJob {
  private readonly slurm: Slurm;
  private readonly lab: Lab;
  private readonly order: JobOrder;
  private readonly what: { readonly jobId: number; readonly log: string };
  private nodes = new Set<number>();
  private usable: ReadonlySet<number>;
  private isWaiting = true;
  private starts = 0;
  private isOver = false;
  private readonly looking: Promise<void>;

  constructor(slurm: Slurm, lab: Lab, order: JobOrder, what: SlurmJob["what"]) {
    this.slurm = slurm;
    this.lab = lab;
    this.order = order;
    this.what = what;
    this.usable = new Set(lab.parts.nodes.map(({ index }) => index));
    this.looking = this.look();
  }

  /** Nodes that may not be used are drained; those that may again get their daemon back. */
  place(usable: ReadonlySet<number>): void {
    const before = this.usable;
    this.usable = usable;
    for (const { index, name } of this.lab.parts.nodes) {
      if (before.has(index) === usable.has(index)) continue;
      if (usable.has(index)) this.slurm.startDaemon(index);
      const state = usable.has(index) ? ["State=RESUME"] : ["State=DRAIN", "Reason=fault"];
      void this.slurm.ask("scontrol", "update", `NodeName=${name}`, ...state).catch(() => {});
    }
  }

  /** Tells what becomes of the job, by the queue's word. */
  private async look(): Promise<void> {
    for (; !this.isOver; await sleep(LOOK_MS)) {
      const said = await this.slurm
        .ask("squeue", "--noheader", `--jobs=${this.what.jobId}`, "--states=all", "--format=%T|%N")
        .catch(() => undefined);
      if (this.isOver) return;
      if (said === undefined) this.wait(0, false);
      else await this.take(said.trim());
    }
  }

  private async take(said: string): Promise<void> {
    const [state = "", names = ""] = said.split("|");
    if (state === "RUNNING" || state === "COMPLETING") return this.run(state, names);
    if (state === "PENDING" || state === "REQUEUED" || state === "CONFIGURING" || state === "") {
      this.wait(Math.max(0, this.order.nodes - this.usable.size), true);
      return;
    }
    this.isOver = true;
    const isDone = state === "COMPLETED";
    this.order.onFact({
      fact: "ended",
      isDone,
      reason: isDone ? "every rank is done" : `${state}: ${tailOf(this.what.log)}`,
    });
  }

  private async run(state: string, names: string): Promise<void> {
    if (state === "COMPLETING" || names === "") return;
    const listed = await this.slurm.ask("scontrol", "show", "hostnames", names).catch(() => "");
    const now = new Set(
      listed
        .split("\n")
        .flatMap((name) => this.lab.parts.nodes.filter((node) => node.name === name).map(({ index }) => index)),
    );
    if (now.size === 0) return;
    for (const node of this.nodes) if (!now.has(node)) this.order.onFact({ fact: "removed", node });
    for (const node of now) if (!this.nodes.has(node)) this.order.onFact({ fact: "assigned", node });
    this.nodes = now;
    if (!this.isWaiting) return;
    this.isWaiting = false;
    this.starts++;
    this.order.onFact({ fact: "launched" });
  }

  private wait(nodesMissing: number, schedulerUp: boolean): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.order.onFact({ fact: "waiting", nodesMissing, schedulerUp });
  }

  health(): { readonly starts: number; readonly said: string } {
    return { starts: this.starts, said: tailOf(this.what.log) };
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.slurm.ask("scancel", String(this.what.jobId)).catch(() => {});
    await killAll(() =>
      processesOf(this.lab.parts.labId).filter((one) => environmentOf(one).get("ORDEAL_EVENTS") === this.order.events),
    );
    await this.looking;
  }
}
