import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "ws";

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** What each of the eight does, in `hostile-client.mjs`. */
const WORST = ["advances", "paces", "results", "faults", "opens", "frames", "deaf", "scrapes"] as const;
/** How long they have done it before anything is measured, and on how many agents it is. */
const WARM_UP_MS = 5_000;
const ROUNDS = 3;
const PROBES = 200;
const LEASE_MS = 500;
/** So many faults of one run are halted, and so many subscribers read nothing of another. */
const FAULTS = 60_000;
const DEAF = 300;

const root = join(import.meta.dirname, "..", "..");
const experiment = {
  duration: "3000 days",
  cluster: { name: "small", nodes: 6, nodesPerSupernode: 3, scaleUp: { planes: 2 }, scaleOut: { uplinks: 2, tors: 2 } },
  job: { nodes: 4, step: "1 second" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
};

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const sorted = (values: ReadonlyArray<number>) => values.toSorted((a, b) => a - b);
const median = (values: ReadonlyArray<number>): number => sorted(values)[values.length >> 1] ?? Number.NaN;
const p99 = (values: ReadonlyArray<number>): number =>
  sorted(values)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;

/** An agent in a process of its own. */
const startAgent = (): Promise<{ readonly child: ChildProcess; readonly url: string }> => {
  const main = join(root, "packages", "cli", "src", "main.ts");
  const child = spawn(process.execPath, ["--import", "tsx", main, "agent", "--port", "0", "--quiet"], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
      const url = /Ordeal agent at (\S+),/.exec(said)?.[1];
      if (url !== undefined) resolve({ child, url });
    });
    child.once("exit", () => reject(new Error("the agent did not start")));
  });
};

/** A client that behaves. */
class Probe {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, (frame: { readonly result?: never }) => void>();
  private lastId = 0;
  onNotification: (method: string) => void = () => {};

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      const frame = JSON.parse(data.toString());
      if (frame.method !== undefined) return this.onNotification(frame.method);
      this.waiting.get(frame.id)?.(frame);
      this.waiting.delete(frame.id);
    });
  }

  static connect(url: string): Promise<Probe> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      socket.once("open", () => resolve(new Probe(socket))).once("error", reject);
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: what the agent answers is not looked into
  ask(method: string, params: object = {}): Promise<any> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, (frame: { readonly result?: never; readonly error?: { readonly message: string } }) =>
        frame.error === undefined ? resolve(frame.result) : reject(new Error(`${method}: ${frame.error.message}`)),
      );
      this.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    });
  }

  /** Reads nothing from now on. */
  pause(): void {
    this.socket.pause();
  }

  /** How long an answer takes, in milliseconds. */
  async timed(method: string, params: object = {}): Promise<number> {
    const startedMs = performance.now();
    await this.ask(method, params);
    return performance.now() - startedMs;
  }
}

const answersOf = async (probe: Probe): Promise<ReadonlyArray<number>> => {
  const times: Array<number> = [];
  for (let one = 0; one < PROBES; one++) {
    times.push(await probe.timed("agent.describe"));
    await wait(5);
  }
  return times;
};

/** How long after its grant a lease that nobody renews is heard to be healed, in milliseconds. */
const leaseMs = async (probe: Probe, runId: string, nth: number): Promise<number> => {
  const healed = new Promise<number>((resolve) => {
    probe.onNotification = (method) => {
      if (method === "lease.expired") resolve(performance.now());
    };
  });
  const startedMs = performance.now();
  const fault = { kind: "card.crash", target: "sn00/n01/c3" };
  await probe.ask("fault.inject", { runId, fault, faultId: `lease-${nth}`, leaseMs: LEASE_MS });
  return (await healed) - startedMs;
};

const rssMb = ({ pid }: ChildProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_000;

interface Measured {
  readonly quiet: ReadonlyArray<number>;
  readonly answers: ReadonlyArray<number>;
  readonly leases: ReadonlyArray<number>;
  readonly haltMs: number;
  readonly memoryMb: number;
}

/** One agent with its eight clients, all in processes of their own. The halt comes last: it ends what they are at. */
const measure = async (): Promise<Measured> => {
  const { child, url } = await startAgent();
  const hostile: Array<ChildProcess> = [];
  try {
    const [probe, halter] = [await Probe.connect(url), await Probe.connect(url)];
    const { runId } = await probe.ask("run.open", { experiment });
    const quiet = await answersOf(probe);
    for (const kind of WORST) {
      const args = ["-n", "10", process.execPath, join(import.meta.dirname, "hostile-client.mjs"), url, kind];
      hostile.push(spawn("nice", [...args, JSON.stringify(experiment)], { stdio: "ignore" }));
    }
    await wait(WARM_UP_MS);
    const answers = await answersOf(probe);
    const leases: Array<number> = [];
    for (let nth = 0; nth < 3; nth++) leases.push(await leaseMs(probe, runId, nth));
    return { quiet, answers, leases, memoryMb: rssMb(child), haltMs: await halter.timed("agent.halt") };
  } finally {
    for (const one of hostile) one.kill("SIGKILL");
    child.kill();
  }
};

const flap = { kind: "link.flap", target: "sn00/plane0", up: "1 millis", down: "1 millis" };

/** How long a halt of many faults takes, in milliseconds: half of them active, half of them armed. */
const haltOfManyMs = async (): Promise<number> => {
  const { child, url } = await startAgent();
  try {
    const [client, halter] = [await Probe.connect(url), await Probe.connect(url)];
    const { runId } = await client.ask("run.open", { experiment });
    const faults = [
      { kind: "card.slow", target: "sn00/n01/c3", speed: "50 %" },
      { kind: "card.crash", target: "sn00/n01/c3", at: "2000 days" },
    ];
    const inject = (nth: number, held: object) =>
      client.ask("fault.inject", { runId, fault: faults[nth % 2], faultId: `f${nth}`, ...held });
    const { lease } = await inject(0, { leaseMs: 600_000 });
    for (let nth = 1; nth < FAULTS; nth += 500)
      await Promise.all(Array.from({ length: Math.min(500, FAULTS - nth) }, (_, one) => inject(nth + one, { lease })));
    return await halter.timed("agent.halt");
  } finally {
    child.kill();
  }
};

/** How long answers take while a run says all that it can to many who read none of it. */
const besideDeaf = async (): Promise<ReadonlyArray<number>> => {
  const { child, url } = await startAgent();
  try {
    const [client, probe] = [await Probe.connect(url), await Probe.connect(url)];
    const { runId } = await client.ask("run.open", { experiment });
    await client.ask("fault.inject", { runId, fault: flap, ttlUs: 2e14, leaseMs: 600_000 });
    for (let one = 0; one < DEAF; one++) {
      const deaf = await Probe.connect(url);
      await deaf.ask("events.subscribe", { runId });
      deaf.pause();
    }
    void client.ask("run.advance", { runId, untilUs: 2e14 }).catch(() => {});
    return await answersOf(probe);
  } finally {
    child.kill();
  }
};

/** What eight niced clients that do their worst cost another one; and what one costs that is not even hostile. */
export const hostileFigures = async (): Promise<ReadonlyArray<Figure>> => {
  const halts: Array<number> = [];
  const deaf: Array<number> = [];
  for (let round = 0; round < ROUNDS; round++) {
    halts.push(await haltOfManyMs());
    deaf.push(p99(await besideDeaf()));
  }
  const rounds: Array<Measured> = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure());
  const of = (name: string, unit: string, value: (round: Measured) => number): Figure => ({
    name: `${name} beside eight hostile clients`,
    value: median(rounds.map(value)),
    unit,
  });
  return [
    of("answer p99", "ms", ({ answers }) => p99(answers)),
    of("answer p50 to a quiet agent's", "ratio", ({ answers, quiet }) => median(answers) / median(quiet)),
    of("lease of 500 ms healed", "ms", ({ leases }) => Math.max(...leases)),
    of("halt", "ms", ({ haltMs }) => haltMs),
    of("memory", "MB", ({ memoryMb }) => memoryMb),
    { name: `halt of ${FAULTS} faults`, value: median(halts), unit: "ms" },
    { name: `answer p99 beside ${DEAF} subscribers that read nothing`, value: median(deaf), unit: "ms" },
  ];
};
