import { type AnyEvent, type Bucket, buckets, JobWatch, type RunResult } from "@ordeal/model";

type Counts = { -readonly [K in Exclude<keyof RunResult["counts"], "steps" | "faultsOnJob">]: number };

interface Interrupted {
  readonly stoppedUs: number;
  /** Until when the job had stepped. */
  readonly steppedUs: number;
  readonly faultId: string | undefined;
  resumedUs: number | undefined;
}

/** What a run comes to, counted from its events as they come. */
export class Tally {
  private readonly job = new JobWatch();
  private readonly counts: Counts = {
    faults: 0,
    faultsSkipped: 0,
    interruptions: 0,
    checkpoints: 0,
    checkpointsSkipped: 0,
    checkpointsTorn: 0,
    recoveries: 0,
    shrinks: 0,
    starvations: 0,
  };
  private readonly spentUs = new Map<string, number>();
  private readonly interruptions: Array<Interrupted> = [];
  private isStarved = false;
  private nowUs = 0;
  private steppedUs = 0;
  /** The steps at the run's end; `undefined` while it is not over. What comes after it is healing. */
  private steps: number | undefined;

  get isOver(): boolean {
    return this.steps !== undefined;
  }

  hear(event: AnyEvent): void {
    if (this.steps !== undefined) return;
    this.pass(event.atUs);
    this.job.see(event);
    this.count(event);
  }

  private pass(atUs: number): void {
    const { mode } = this.job;
    const passedUs = atUs - this.nowUs;
    this.nowUs = atUs;
    if (passedUs <= 0) return;
    this.spentUs.set(mode, (this.spentUs.get(mode) ?? 0) + passedUs);
    if (mode === "stepping") this.steppedUs = atUs;
  }

  private count(event: AnyEvent): void {
    const { counts } = this;
    switch (event.type) {
      case "run.ended":
        this.steps = event.data.step;
        return;
      case "fault.started":
        counts.faults++;
        return;
      case "fault.skipped":
        counts.faultsSkipped++;
        return;
      case "checkpoint.persist.ended":
        counts.checkpoints++;
        return;
      case "checkpoint.skipped":
        counts.checkpointsSkipped++;
        return;
      case "checkpoint.torn":
        counts.checkpointsTorn++;
        return;
      case "job.shrunk":
        counts.shrinks++;
        return;
      case "job.waiting":
        this.isStarved = event.data.schedulerUp;
        if (this.isStarved) counts.starvations++;
        return;
      case "rung.started":
      case "job.struck":
        this.isStarved = false;
        return;
      case "job.stopped": {
        const [faultId] = event.data.faultIds;
        counts.interruptions++;
        this.interruptions.push({ stoppedUs: event.atUs, steppedUs: this.steppedUs, faultId, resumedUs: undefined });
        return;
      }
      case "job.resumed": {
        const open = this.interruptions.at(-1);
        if (open === undefined || open.resumedUs !== undefined) return;
        counts.recoveries++;
        open.resumedUs = event.atUs;
      }
    }
  }

  /** Holds a result against what was counted. Returns what does not agree; of a run that is not over, nothing. */
  against(result: RunResult): ReadonlyArray<string> {
    const { steps } = this;
    if (steps === undefined) return [];
    const wrong: Array<string> = [];
    const expect = (what: string, claimed: unknown, told: unknown): void => {
      if (claimed !== told)
        wrong.push(`${what} is ${String(claimed)} in its result, and ${String(told)} by its events`);
    };
    for (const [name, told] of Object.entries({ steps, ...this.counts }))
      expect(name, result.counts[name as keyof RunResult["counts"]], told);
    expect("starved", result.starved, this.isStarved);
    for (const bucket of buckets)
      if (!isStepping(bucket)) expect(`${bucket} µs`, result.ledgerUs[bucket], this.spentUs.get(bucket) ?? 0);
    const { productive, degraded, recompute } = result.ledgerUs;
    expect("stepping µs", productive + degraded + recompute, this.spentUs.get("stepping") ?? 0);
    expect("interruptions listed", result.interruptions.length, this.interruptions.length);
    for (const [index, told] of this.interruptions.entries()) {
      const claimed = result.interruptions[index];
      if (claimed === undefined) break;
      const which = `interruption ${index + 1}`;
      expect(`${which}: fault`, claimed.faultId, told.faultId);
      expect(`${which}: isOver`, claimed.isOver, told.resumedUs !== undefined);
      expect(`${which}: recovery µs`, claimed.recoveryUs, (told.resumedUs ?? result.wallUs) - claimed.atUs);
      if (claimed.atUs < told.steppedUs || claimed.atUs > told.stoppedUs)
        expect(`${which}: instant`, claimed.atUs, told.stoppedUs);
    }
    return wrong;
  }
}

const isStepping = (bucket: Bucket): boolean =>
  bucket === "productive" || bucket === "degraded" || bucket === "recompute";
