import { type Bucket, DAY_US, type MetricName, type RunResult, type Snapshot, type Threshold } from "@ordeal/model";

/** What a distance may look at. */
export interface Seen {
  readonly snapshot: () => Snapshot;
  readonly result: () => RunResult;
}

/** How far a run has come on its way to breaking a threshold, looked at again and again; larger is nearer. */
export interface Distance {
  readonly see: (run: Seen) => number;
  /** Another that has seen the same. */
  readonly copy: () => Distance;
}

/** A distance that remembers nothing. */
const ofNow = (see: Distance["see"]): Distance => {
  const distance: Distance = { see, copy: () => distance };
  return distance;
};

/** The time that was lost for good so far: it hardly ever grows less, so that it shows early which runs will break. */
const lostTime = (kept: ReadonlyArray<Bucket>): Distance =>
  ofNow((run) => {
    const { atUs, ledgerUs } = run.snapshot();
    return atUs - kept.reduce((sum, bucket) => sum + ledgerUs[bucket], 0);
  });

/** The most that was lost within a day so far. */
class LostInADay implements Distance {
  private looks: ReadonlyArray<readonly [atUs: number, progressUs: number]> = [[0, 0]];

  see = (run: Seen): number => {
    const { atUs, progressUs } = run.snapshot();
    const [beganUs, hadUs] = this.looks.findLast(([seenUs]) => seenUs <= atUs - DAY_US) ?? this.looks[0] ?? [0, 0];
    this.looks = [...this.looks.filter(([seenUs]) => seenUs >= beganUs), [atUs, progressUs]];
    return atUs - beganUs - (progressUs - hadUs);
  };

  copy = (): Distance => {
    const other = new LostInADay();
    other.looks = this.looks;
    return other;
  };
}

const counted = (of: (result: RunResult) => number): Distance => ofNow((run) => of(run.result()));

const greatest = (of: (result: RunResult) => number | null): Distance => ofNow((run) => of(run.result()) ?? 0);

interface Steering {
  /** Which way the threshold must point, so that going wrong breaks it. */
  readonly holds: ">" | "<";
  readonly statistic?: "max";
  readonly make: () => Distance;
  /**
   * From where on the threshold is broken, of a distance that adds up over the run: what is there by its end is what is there
   * now, and what the rest of the run adds.
   */
  readonly brokenFrom?: (limit: number, durationUs: number) => number;
}

const lostShare = (limit: number, durationUs: number): number => (1 - limit) * durationUs;
const oneMore = (limit: number): number => limit + 0.5;

const steerings: Partial<Readonly<Record<MetricName, Steering>>> = {
  effectiveThroughput: { holds: ">", make: () => lostTime(["productive"]), brokenFrom: lostShare },
  ettr: { holds: ">", make: () => lostTime(["productive", "degraded"]), brokenFrom: lostShare },
  availability: { holds: ">", make: () => lostTime(["productive", "degraded", "recompute"]), brokenFrom: lostShare },
  worstWindow: { holds: ">", make: () => new LostInADay() },
  sparesLowest: { holds: ">", make: () => greatest(({ metrics }) => 1e6 - (metrics.sparesLowest ?? 1e6)) },
  interruptions: { holds: "<", make: () => counted(({ interruptions }) => interruptions.length), brokenFrom: oneMore },
  faultsOnJob: { holds: "<", make: () => counted(({ counts }) => counts.faultsOnJob), brokenFrom: oneMore },
  recoveryTime: { holds: "<", statistic: "max", make: () => greatest(({ metrics }) => metrics.recoveryTime.max) },
  lostWork: { holds: "<", statistic: "max", make: () => greatest(({ metrics }) => metrics.lostWork.max) },
  nodesDown: { holds: "<", statistic: "max", make: () => greatest(({ metrics }) => metrics.nodesDown.max) },
};

const examples = Object.entries(steerings).map(
  ([name, { holds, statistic }]) => `${name}${statistic === undefined ? "" : ` ${statistic}`} ${holds}= …`,
);

/** What to steer runs by so that they break a threshold. */
export interface Steer {
  readonly distance: () => Distance;
  /** Where the distance adds up over the run: from where on the threshold is broken. */
  readonly brokenFrom: number | undefined;
}

/**
 * What to steer runs by so that they break a threshold, or why there is nothing. It only steers: whether a run broke it is
 * for its result to say, so that a poor choice costs precision and no truth.
 */
export const steerTo = (
  { metric, statistic, comparison, limit, of }: Threshold,
  durationUs: number,
): Steer | string => {
  const steering = steerings[metric];
  const fits = steering !== undefined && steering.statistic === statistic && comparison.startsWith(steering.holds);
  if (!fits || of !== undefined) return `expected one of ${examples.join(", ")}`;
  return { distance: steering.make, brokenFrom: steering.brokenFrom?.(limit, durationUs) };
};
