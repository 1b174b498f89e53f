import type { AnyEvent, JournalEvent } from "../event.ts";
import type { Scenario } from "../experiment.ts";
import type { Snapshot } from "../snapshot.ts";
import type { LabFact } from "./fact.ts";
import { LiveFold } from "./live-fold.ts";
import { LiveNodes } from "./live-nodes.ts";
import { type LiveResult, liveResult, liveSnapshot } from "./live-result.ts";
import { processKey, type RankProcess } from "./rank-process.ts";
import { RankTable, type Stage } from "./rank-table.ts";
import type { LiveRecord } from "./record.ts";
import type { WatchedJob } from "./watched-job.ts";

/** One thing that happened, on the clock of the lab's machine. */
export type Happened = { readonly atUs: number } & (
  | { readonly process: RankProcess; readonly record: LiveRecord }
  | { readonly fact: LabFact }
);

export interface WatchOptions {
  readonly seed: number;
  readonly ranks: number;
  readonly launcher: string;
  /** The healthy step time where it was measured before, in microseconds. */
  readonly healthyStepUs?: number;
  readonly onEvent?: (event: JournalEvent) => void;
}

/**
 * A real run of a scenario, from what its ranks record and what the lab knows: the face of all this. It begins when every
 * rank has begun a step for the first time; until then there is nothing to look at.
 */
export class WatchedRun {
  private readonly scenario: Scenario;
  private readonly options: WatchOptions;
  private readonly nodes: LiveNodes;
  private readonly ranks: RankTable;
  private fold: LiveFold | undefined;
  private isOver = false;

  constructor(scenario: Scenario, options: WatchOptions) {
    this.scenario = scenario;
    this.options = options;
    this.nodes = new LiveNodes(scenario);
    this.ranks = new RankTable(options.ranks);
  }

  /** Takes in what happened, in order of time; what is older than what is known counts as of now. */
  see(happened: Happened): void {
    const { fold } = this;
    if (fold === undefined) this.seeBefore(happened);
    else if ("record" in happened) fold.record(happened.atUs, happened.process, happened.record);
    else fold.fact(happened.atUs, happened.fact);
  }

  /** The job is still starting. */
  private seeBefore(happened: Happened): void {
    const { ranks } = this;
    if ("fact" in happened) {
      const { fact } = happened;
      const gone = fact.fact === "process.exited" ? ranks.get(processKey(fact)) : undefined;
      if (gone !== undefined) gone.isGone = true;
      return;
    }
    const { process, record, atUs } = happened;
    const member = ranks.add(process, record, 0);
    const stage = stageAfter[record.event];
    if (stage !== undefined) member.stage = stage;
    if (!ranks.haveAllReached("stepping")) return;
    this.fold = new LiveFold(this.watched(), ranks, atUs, (event) => {
      this.nodes.see(event as AnyEvent);
      this.options.onEvent?.(event);
    });
  }

  private watched(): WatchedJob {
    const { cluster, job, duration, checkpoint } = this.scenario;
    const { seed, ranks, launcher, healthyStepUs } = this.options;
    const cards = job.nodes * cluster.cardsPerNode;
    return {
      seed,
      ranksPerReplica: Math.max(1, Math.round(((job.cardsPerReplica ?? cluster.cardsPerNode) * ranks) / cards)),
      nodes: cluster.nodes,
      cards: cluster.nodes * cluster.cardsPerNode,
      jobNodes: job.nodes,
      stepUs: job.step,
      ...(healthyStepUs === undefined ? {} : { healthyStepUs }),
      durationUs: duration,
      intervalUs: typeof checkpoint.interval === "number" ? checkpoint.interval : null,
      launcher,
    };
  }

  /** Nothing more will come from before this instant of the lab's clock. */
  arrive(atUs: number): void {
    this.fold?.arrive(atUs);
  }

  /** When the run began, on the lab's clock; `undefined` until it has. */
  get originUs(): number | undefined {
    return this.fold?.originUs;
  }

  /** How long the run has lasted. */
  get nowUs(): number {
    return this.fold?.wallUs ?? 0;
  }

  /** The run is over at this instant of the lab's clock. */
  end(atUs: number): void {
    this.begun.end(atUs);
    this.isOver = true;
  }

  /** What a run that has begun looks like now. */
  snapshot(): Snapshot {
    return liveSnapshot(this.begun, this.nodes, this.isOver);
  }

  /** What a run that has begun comes to so far. */
  result(): LiveResult {
    return liveResult(this.begun, this.scenario, this.nodes);
  }

  private get begun(): LiveFold {
    if (this.fold === undefined) throw new Error("the run has not begun: no step was begun by every rank");
    return this.fold;
  }
}

const stageAfter: Readonly<Partial<Record<LiveRecord["event"], Stage>>> = {
  joined: "joined",
  "load.begin": "loading",
  "load.end": "loaded",
  "step.begin": "stepping",
  done: "done",
};
