import type { LabFact } from "@ordeal/model";
import type { Lab } from "../lab/lab.ts";
import { enter } from "../machine/cgroup.ts";
import { find } from "../machine/process.ts";
import { type Rank, ranksOf, ticksOf } from "../machine/rank.ts";
import { monotonicUs } from "./clock.ts";

/** How often those that are known are looked at, and how often it is looked for new ones. */
const LOOK_MS = 20;
const SCAN_MS = 200;
/** Over how long it is measured how much of a core a rank uses, at most and at least; the kernel counts in ticks of 10 ms. */
const LOAD_MAX_MS = 5_000;
const LOAD_MIN_MS = 500;
/** Clock ticks a second, as the kernel counts the time of processes. */
const TICKS = 100;

interface Watched {
  readonly rank: Rank;
  /** What it had computed when it was looked for new ones, the oldest first. */
  readonly samples: Array<{ readonly atMs: number; readonly ticks: number }>;
}

/** The ranks of a job as the machine sees them: puts each into the control group of its card, and tells when one is gone. */
export class RankWatch {
  private readonly lab: Lab;
  private readonly onFact: (fact: LabFact) => void;
  private readonly watched = new Map<string, Watched>();
  private readonly timers: ReadonlyArray<NodeJS.Timeout>;

  constructor(lab: Lab, onFact: (fact: LabFact) => void) {
    this.lab = lab;
    this.onFact = onFact;
    this.timers = [setInterval(() => this.look(), LOOK_MS), setInterval(() => this.scan(), SCAN_MS)];
  }

  /** The ranks that are there now. */
  get ranks(): ReadonlyArray<Rank> {
    this.scan();
    this.look();
    return [...this.watched.values()].map(({ rank }) => rank);
  }

  /** How much of a core the rank of a card used lately; 0 where there is none, or it is too young to say. */
  loadOf(node: number, card: number): number {
    const watched = [...this.watched.values()].find(({ rank }) => rank.node === node && rank.card === card);
    const first = watched?.samples[0];
    const last = watched?.samples.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < LOAD_MIN_MS) return 0;
    return ((last.ticks - first.ticks) / TICKS / (last.atMs - first.atMs)) * 1_000;
  }

  private look(): void {
    for (const [key, { rank }] of this.watched) {
      if (find(rank.process) !== undefined) continue;
      this.watched.delete(key);
      const { pid, startTime } = rank.process;
      this.onFact({ fact: "process.exited", monotonicUs: monotonicUs(), pid, startTime });
    }
  }

  private scan(): void {
    const atMs = performance.now();
    for (const rank of ranksOf(this.lab)) {
      const { pid, startTime } = rank.process;
      const key = `${pid}-${startTime}`;
      const known = this.watched.get(key);
      const watched = known ?? { rank, samples: [] };
      if (known === undefined) this.take(rank);
      this.watched.set(key, watched);
      const ticks = ticksOf(pid);
      if (ticks !== undefined) watched.samples.push({ atMs, ticks });
      while (watched.samples.length > 2 && atMs - (watched.samples[0]?.atMs ?? atMs) > LOAD_MAX_MS)
        watched.samples.shift();
    }
  }

  private take({ node, card, process }: Rank): void {
    const { cpu, file } = this.lab.parts;
    if (cpu === undefined || card >= file.cardsPerNode) return;
    try {
      enter(cpu.of(node, card), process.pid);
    } catch {
      // It is gone meanwhile.
    }
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }
}
