import {
  decodeExperiment,
  type EventData,
  type EventType,
  type Experiment,
  type JournalEvent,
  printPath,
  type RunResult,
} from "@ordeal/model";
import { openRun, type SimulatedRun } from "../../src/index.ts";

/** Sections as people write them; each is laid over the small scenario's own. */
export interface Written {
  readonly seed?: number;
  readonly duration?: string;
  readonly startsAt?: string;
  readonly cluster?: object;
  readonly job?: object;
  readonly checkpoint?: object;
  readonly recovery?: object;
  readonly hazards?: ReadonlyArray<object>;
  readonly hazardsOff?: boolean;
  readonly faults?: ReadonlyArray<object>;
  readonly changes?: ReadonlyArray<object>;
}

/**
 * One hour of a job on four of a supernode's six nodes (8 cards each), steps of 10 s; a save after every 600 s of
 * stepping that stalls for 10 s, persists for 30 s and loads in 20 s; crashes are seen after 10 s, a restart takes 90 s.
 * Saves start at 600, 1210, 1820, 2430 and 3040 s.
 */
const small = {
  title: "test",
  seed: 1,
  duration: "1 hour",
  cluster: { name: "small", nodes: 6, nodesPerSupernode: 6, repair: { fixed: "2 hours" } },
  job: { nodes: 4, step: "10 seconds" },
  checkpoint: {
    interval: "600 seconds",
    tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }],
  },
  recovery: { restart: "90 seconds" },
};

/** A checkpoint section that never saves; what is loaded, in 20 s, is step 0. */
export const neverSaves = {
  interval: { steps: 1_000_000 },
  tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }],
};

/** The small scenario with some sections as they are given here. */
export const written = (more: Written = {}): object => ({
  ...small,
  ...more,
  cluster: { ...small.cluster, ...more.cluster },
  job: { ...small.job, ...more.job },
  checkpoint: { ...small.checkpoint, ...more.checkpoint },
  recovery: { ...small.recovery, ...more.recovery },
});

export const experimentOf = (more: Written = {}): Experiment => {
  const decoded = decodeExperiment(written(more));
  if ("problems" in decoded) {
    throw new Error(decoded.problems.map(({ path, message }) => `${printPath(path)}: ${message}`).join("\n"));
  }
  return decoded.value;
};

/** What became of a run: its result, and its journal. */
export class Story {
  readonly journal: Array<JournalEvent> = [];
  readonly run: SimulatedRun;

  constructor(written: Written = {}) {
    const experiment = experimentOf(written);
    this.run = openRun(experiment, { seed: experiment.seed, onEvent: (event) => this.journal.push(event) });
  }

  /** Lets time pass up to some second, or to the end. */
  until(seconds: number = Number.POSITIVE_INFINITY): this {
    this.run.advance(Math.min(seconds * 1e6, this.run.endUs));
    return this;
  }

  get result(): RunResult {
    return this.run.result();
  }

  /** The ledger in seconds, without the empty buckets. */
  get ledger(): Record<string, number> {
    const filled = Object.entries(this.result.ledgerUs).filter(([, us]) => us > 0);
    return Object.fromEntries(filled.map(([bucket, us]) => [bucket, us / 1e6]));
  }

  /** What was said of one type, each with its second. */
  said<T extends EventType>(type: T): Array<{ at: number } & EventData<T>> {
    return this.journal
      .filter((event) => event.type === type)
      .map((event) => ({ at: event.atUs / 1e6, ...(event.data as unknown as EventData<T>) }));
  }

  /** When something was said, in seconds. */
  times(type: EventType): Array<number> {
    return this.said(type).map(({ at }) => at);
  }

  /** Everything said of some types, in order, as `second type`. */
  order(...types: ReadonlyArray<EventType>): Array<string> {
    return this.journal.filter(({ type }) => types.includes(type)).map(({ atUs, type }) => `${atUs / 1e6} ${type}`);
  }
}

/** A scenario run to its end, with a journal. */
export const story = (written: Written = {}): Story => new Story(written).until();

/** The same without a listener. */
export const quietResult = (written: Written = {}): RunResult => {
  const experiment = experimentOf(written);
  const run = openRun(experiment, { seed: experiment.seed });
  run.advance(run.endUs);
  return run.result();
};
