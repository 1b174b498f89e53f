import {
  type AnyEvent,
  decodeExperiment,
  type Experiment,
  type Happened,
  type LabFact,
  type LiveRecord,
  type RankProcess,
  WatchedRun,
} from "@ordeal/model";

export const MS = 1_000;
export const SECOND = 1_000_000;

/** A record, less what its clock says. */
type Told = {
  readonly [E in LiveRecord["event"]]: Omit<Extract<LiveRecord, { readonly event: E }>, "monotonicUs" | "wallUs">;
}[LiveRecord["event"]];
type ToldFact = {
  readonly [F in LabFact["fact"]]: Omit<Extract<LabFact, { readonly fact: F }>, "monotonicUs">;
}[LabFact["fact"]];

/** One process a rank, from its start to its end. */
export interface Attempt {
  readonly pids: ReadonlyArray<number>;
  readonly startUs: number;
  /** When every rank loads, and for how long. */
  readonly loadsAtUs: number;
  readonly loadUs: number;
  /** The step that it goes on from; `isScratch` where it loads nothing. */
  readonly from: number;
  readonly isScratch?: boolean;
  /** Steps are begun until then. */
  readonly untilUs: number;
  readonly stepUs: (step: number) => number;
  /** Every so many steps the first rank saves; stall, and how long the copy takes after it. */
  readonly saves?: { readonly every: number; readonly stallUs: number; readonly persistUs: number };
}

/** What a job writes down, made up; every rank does the same at the same time. */
export class Story {
  readonly happened: Array<Happened> = [];

  say(atUs: number, process: RankProcess, record: Told): void {
    this.happened.push({ atUs, process, record: { ...record, monotonicUs: atUs, wallUs: atUs } as LiveRecord });
  }

  know(atUs: number, fact: ToldFact): void {
    this.happened.push({ atUs, fact: { ...fact, monotonicUs: atUs } as LabFact });
  }

  exit(atUs: number, pid: number, how = "signal 9"): void {
    this.know(atUs, { fact: "process.exited", pid, startTime: pid, how });
  }

  /** Plays an attempt; what it would still say after `untilUs` it does not. Returns the last step that was ended. */
  attempt({ pids, startUs, loadsAtUs, loadUs, from, isScratch = false, untilUs, stepUs, saves }: Attempt): number {
    const processes = pids.map((pid, rank) => ({ rank, pid, startTime: pid }));
    const all = (atUs: number, record: Told) => {
      if (atUs <= untilUs) for (const process of processes) this.say(atUs, process, record);
    };
    for (const { rank, pid, startTime } of processes) {
      const told = { hook: 1, ranks: pids.length, node: "n0", bootId: "b" } as const;
      if (startUs <= untilUs)
        this.say(startUs, { rank, pid, startTime }, { event: "proc.started", rank, pid, startTime, ...told });
    }
    all(loadsAtUs, { event: "load.begin", tier: "storage" });
    all(loadsAtUs + loadUs, { event: "load.end", tier: "storage", step: from, isScratch });
    let atUs = loadsAtUs + loadUs;
    let step = from;
    const [first] = processes as [RankProcess];
    while (atUs <= untilUs) {
      all(atUs, { event: "step.begin", step: step + 1 });
      atUs += stepUs(step + 1);
      if (atUs > untilUs) break;
      step++;
      all(atUs, { event: "step.end", step });
      if (saves === undefined || step % saves.every > 0) continue;
      const copy = { tier: "storage", step };
      this.say(atUs, first, { event: "save.begin", ...copy });
      atUs += saves.stallUs;
      if (atUs > untilUs) break;
      this.say(atUs, first, { event: "save.end", ...copy });
      if (atUs + saves.persistUs <= untilUs) this.say(atUs + saves.persistUs, first, { event: "persist.end", ...copy });
    }
    return step;
  }

  /** Everything in order of time. */
  get inOrder(): ReadonlyArray<Happened> {
    return this.happened.toSorted((a, b) => a.atUs - b.atUs);
  }
}

export const liveExperiment = (nodes = 1, jobNodes = nodes): Experiment => {
  const decoded = decodeExperiment({
    title: "live",
    seed: 1,
    cluster: { name: "lab", nodes, cardsPerNode: 2, nodesPerSupernode: 8 },
    job: { nodes: jobNodes, step: "100 ms" },
    checkpoint: { interval: { steps: 10 }, tiers: [{ stall: "10 ms" }] },
    duration: "10 minutes",
  });
  if ("value" in decoded) return decoded.value;
  throw new Error(JSON.stringify(decoded.problems));
};

/** Watches a story up to an instant; at each of `looks` somebody looks at it. */
export const watch = (
  story: ReadonlyArray<Happened>,
  endUs: number,
  experiment = liveExperiment(),
  looks: ReadonlyArray<number> = [],
) => {
  const events: Array<AnyEvent> = [];
  const ranks = experiment.job.nodes * experiment.cluster.cardsPerNode;
  const run = new WatchedRun(experiment, {
    seed: 1,
    ranks,
    launcher: "torchrun",
    onEvent: (event) => events.push(event as AnyEvent),
  });
  const left = looks.toSorted((a, b) => a - b);
  for (const one of story) {
    if (one.atUs > endUs) break;
    while (left[0] !== undefined && left[0] < one.atUs) {
      run.arrive(Math.floor(left.shift() as number));
      if (run.originUs === undefined) continue;
      run.snapshot();
      run.result();
    }
    run.see(one);
  }
  run.end(endUs);
  return { run, events, ...run.result() };
};
