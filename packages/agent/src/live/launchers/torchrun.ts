import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../lab/lab.ts";
import { tailOf } from "../lab/log-tail.ts";
import { HEAD_IP } from "../lab/names.ts";
import { killAll, processesOf } from "../machine/marked.ts";
import { environmentOf, type ProcessState } from "../machine/process.ts";
import { CannotBuild } from "../machine/requirements.ts";
import { isPython, startIn, trainingCommand } from "./in-lab.ts";
import type { JobOrder, LaunchedJob, Launcher } from "./launcher.ts";

const STORE_PORT = 29_400;
/** How often torchrun starts its ranks again before it gives up. */
const RESTARTS = 1_000;
const STORE_MS = 60_000;
const LOOK_MS = 100;
/** A node whose torchrun ends so many times in a row within so short a time is of no use. */
const ENDS_MAX = 3;
const SOON_MS = 20_000;

/** The store in which the torchruns of the nodes meet: outside of them, so that it outlives each. */
const STORE = `
import sys, time
from datetime import timedelta
from torch.distributed import TCPStore
store = TCPStore(sys.argv[1], int(sys.argv[2]), is_master=True, wait_for_workers=False, timeout=timedelta(days=1))
print("listening", flush=True)
time.sleep(1e9)
`;

/** Ranks by torchrun: one of it on each node of the job, which meet anew whenever a rank, or one of them, is gone. */
export class Torchrun implements Launcher {
  readonly name = "torchrun";
  readonly refuses: Launcher["refuses"] = new Map([
    ["scheduler.stall", "torchrun has no scheduler: the lab itself places its nodes; use launcher: slurm"],
  ]);
  private readonly lab: Lab;
  private jobs = 0;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  scheduler(): undefined {
    return undefined;
  }

  async start(order: JobOrder): Promise<LaunchedJob> {
    const { lab } = this;
    const [program, ...args] = trainingCommand(lab, order);
    const id = `job${++this.jobs}`;
    const port = STORE_PORT + (this.jobs % 100);
    const store = startIn(lab, lab.parts.head, [lab.python, "-c", STORE, HEAD_IP, String(port)], {
      log: `${id}-store.log`,
    });
    await untilSaid(lab, `${id}-store.log`, store);
    const argv = [
      ...[lab.python, "-m", "torch.distributed.run"],
      ...[`--nnodes=${order.nodes}`, `--nproc_per_node=${lab.parts.file.cardsPerNode}`],
      ...["--rdzv_backend=c10d", `--rdzv_endpoint=${HEAD_IP}:${port}`, "--rdzv_conf=is_host=0", `--rdzv_id=${id}`],
      ...[`--max_restarts=${RESTARTS}`, "--monitor_interval=0.2"],
      // What ranks say goes to files, and what they complain of to the log as well. "0" for neither breaks torch 1.13 on
      // Python 3.11, which does not list a flag that is 0 among the flags.
      ...["--redirects=1", "--tee=2", `--log_dir=${lab.parts.folder.file(`${id}-ranks`)}`],
      ...(isPython(program) ? [program] : ["--no_python", program]),
      ...args,
    ];
    return new TorchrunJob(lab, order, { id, argv, store });
  }

  async stop(): Promise<void> {}
}

const untilSaid = async (lab: Lab, log: string, store: ChildProcess): Promise<void> => {
  for (const endMs = performance.now() + STORE_MS; ; await sleep(LOOK_MS)) {
    if (readFileSync(lab.parts.folder.file(log), "utf8").includes("listening")) return;
    if (store.exitCode === null && store.signalCode === null && performance.now() < endMs) continue;
    throw new CannotBuild(`the store in which the nodes meet does not start: ${tailOf(lab.parts.folder.file(log))}`);
  }
};

interface Started {
  readonly child: ChildProcess;
  readonly sinceMs: number;
}

class TorchrunJob implements LaunchedJob {
  private readonly lab: Lab;
  private readonly order: JobOrder;
  private readonly what: { readonly id: string; readonly argv: ReadonlyArray<string>; readonly store: ChildProcess };
  private readonly started = new Map<number, Started>();
  private readonly ends = new Map<number, number>();
  private usable: ReadonlySet<number> = new Set();
  private isShort = false;
  private isOver = false;

  constructor(lab: Lab, order: JobOrder, what: TorchrunJob["what"]) {
    this.lab = lab;
    this.order = order;
    this.what = what;
    what.store.once("exit", () => this.end("the store in which the nodes meet is gone", false));
    this.place(new Set(lab.parts.nodes.map(({ index }) => index)));
  }

  place(usable: ReadonlySet<number>): void {
    if (this.isOver) return;
    this.usable = usable;
    for (const node of [...this.started.keys()]) if (!usable.has(node)) this.remove(node);
    for (const { index } of this.lab.parts.nodes) {
      if (this.started.size >= this.order.nodes) break;
      if (usable.has(index) && !this.started.has(index)) this.assign(index);
    }
    const nodesMissing = this.order.nodes - this.started.size;
    if (nodesMissing > 0) this.order.onFact({ fact: "waiting", nodesMissing, schedulerUp: true });
    else if (this.isShort) this.order.onFact({ fact: "launched" });
    this.isShort = nodesMissing > 0;
  }

  private assign(index: number): void {
    const { lab, order, what } = this;
    const node = lab.parts.nodes[index];
    if (node === undefined) return;
    const environment = { ORDEAL_EVENTS: order.events, ORDEAL_NODE: order.addressOf(index) };
    const child = startIn(lab, node, what.argv, { log: `${what.id}-${node.name}.log`, environment });
    this.started.set(index, { child, sinceMs: performance.now() });
    child.once("exit", (code) => this.ended(index, child, code));
    order.onFact({ fact: "assigned", node: index });
  }

  private remove(index: number): void {
    this.started.delete(index);
    void killAll(() => this.processesOn(index));
    this.order.onFact({ fact: "removed", node: index });
  }

  private processesOn(index: number): ReadonlyArray<ProcessState> {
    const address = this.order.addressOf(index);
    return this.processes().filter((one) => environmentOf(one).get("ORDEAL_NODE") === address);
  }

  private processes(): ReadonlyArray<ProcessState> {
    return processesOf(this.lab.parts.labId).filter(
      (one) => environmentOf(one).get("ORDEAL_EVENTS") === this.order.events,
    );
  }

  /** The torchrun of a node is over: when all are done the job is; else it is started again, as a service would be. */
  private ended(index: number, child: ChildProcess, code: number | null): void {
    const started = this.started.get(index);
    if (this.isOver || started?.child !== child) return;
    if (code === 0) return this.end("every rank is done", true);
    const isSoon = performance.now() - started.sinceMs < SOON_MS;
    const ends = isSoon ? (this.ends.get(index) ?? 0) + 1 : 0;
    this.ends.set(index, ends);
    const log = this.lab.parts.folder.file(`${this.what.id}-${this.lab.parts.nodes[index]?.name}.log`);
    if (ends >= ENDS_MAX)
      return this.end(`torchrun ends at once on ${this.order.addressOf(index)}: ${tailOf(log)}`, false);
    this.remove(index);
    this.place(this.usable);
  }

  health(): { readonly starts: number; readonly said: string } {
    const { folder, nodes } = this.lab.parts;
    const { id } = this.what;
    const starts = startsIn(folder.file(`${id}-ranks`));
    const logs = nodes
      .filter(({ index }) => this.started.has(index))
      .map(({ name }) => folder.file(`${id}-${name}.log`));
    return { starts, said: tailOf(logs[0] ?? "") };
  }

  private end(reason: string, isDone: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    this.order.onFact({ fact: "ended", reason, isDone });
  }

  async stop(): Promise<void> {
    this.isOver = true;
    this.what.store.kill("SIGKILL");
    await killAll(() => this.processes());
  }
}

/** How often torchrun started ranks, by the folders that it makes for what they say. */
const startsIn = (folder: string): number => {
  try {
    const attempts = readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((path) => {
      const [, attempt] = /\/attempt_(\d+)$/.exec(path) ?? [];
      return attempt === undefined ? [] : [Number(attempt) + 1];
    });
    return Math.max(0, ...attempts);
  } catch {
    return 0;
  }
};
