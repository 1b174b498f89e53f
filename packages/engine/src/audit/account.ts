import {
  type AnyEvent,
  type Bucket,
  buckets,
  DAY_US,
  type JobMode,
  type Ledger,
  type Scenario,
  StepWatch,
} from "@ordeal/model";
import { LeastGain } from "./least-gain.ts";

/** Where a run's time went, and what came of it, by its events alone. */
export class Account {
  /** What the job is doing, and how many steps it has done. */
  readonly steps: StepWatch;
  private readonly spentUs = new Map<JobMode, number>();
  private readonly worstDay = new LeastGain(DAY_US);
  private nowUs = 0;
  /** Stepping time in which nobody can tell how many steps went by. */
  private untoldUs = 0;
  /** Until when the job has stepped. */
  steppedUs = 0;
  /** How long a step takes when nothing slows it, and the longest that one has taken so far. */
  readonly healthyUs: number;
  slowestUs: number;

  constructor(scenario: Scenario) {
    this.steps = new StepWatch(scenario);
    this.healthyUs = scenario.job.step;
    this.slowestUs = this.healthyUs;
  }

  /** Time passes up to an event, or to an instant at which somebody looks. */
  arrive(atUs: number): void {
    const { mode } = this.steps.job;
    const isCounted = this.steps.clock.isExact;
    const passedUs = this.steps.arrive({ atUs });
    if (passedUs <= 0) return;
    this.nowUs = atUs;
    this.spentUs.set(mode, (this.spentUs.get(mode) ?? 0) + passedUs);
    if (mode === "stepping") {
      this.steppedUs = atUs;
      if (!isCounted) this.untoldUs += passedUs;
    }
    const { freshUs, freshSoFarUs } = this.steps.clock;
    this.worstDay.mark(atUs, freshUs + this.untoldUs, freshSoFarUs + this.untoldUs);
  }

  see(event: AnyEvent): void {
    this.steps.see(event);
    const { stepUs } = event.data as { readonly stepUs?: number };
    if (stepUs !== undefined) this.slowestUs = Math.max(this.slowestUs, stepUs);
  }

  /** The most that can have been productive by now, when a step counts as soon as it is done for the first time. */
  get progressMostUs(): number {
    return this.steps.clock.freshSoFarUs + this.untoldUs;
  }

  /** Whether every step of the run could be counted. */
  get isExact(): boolean {
    return this.untoldUs === 0 && this.steps.clock.isExact;
  }

  /** The least and the most that the worst window can have come to; a run that is shorter is its own. */
  get worstWindow(): readonly [number, number] {
    const { nowUs } = this;
    if (nowUs > DAY_US) return [0, this.worstDay.most / DAY_US];
    const most = this.progressMostUs / nowUs;
    return [this.isExact ? most : 0, most];
  }

  /** Holds a ledger against it, at this instant. Returns what does not agree. */
  against(ledgerUs: Ledger, isOver: boolean): ReadonlyArray<string> {
    const wrong: Array<string> = [];
    const expect = (what: string, claimed: number, told: number): void => {
      if (claimed !== told) wrong.push(`${what} µs is ${claimed} in its ledger, and ${told} by its events`);
    };
    for (const bucket of buckets)
      if (!isStepping(bucket)) expect(bucket, ledgerUs[bucket], this.spentUs.get(bucket) ?? 0);
    const { productive, degraded, recompute } = ledgerUs;
    expect("stepping", productive + degraded + recompute, this.spentUs.get("stepping") ?? 0);
    // What a job keeps that is down is told when the run ends, or when it is back.
    const parts = isOver || this.steps.job.isUp ? this.steps.clock.close() : undefined;
    if (parts !== undefined && this.isExact) for (const name of stepping) expect(name, ledgerUs[name], parts[name]);
    else if (productive > this.progressMostUs)
      wrong.push(`productive µs is ${productive} in its ledger, and at most ${this.progressMostUs} by its events`);
    return wrong;
  }
}

const stepping = ["productive", "degraded", "recompute"] as const;
type Stepping = (typeof stepping)[number];

const isStepping = (bucket: Bucket): bucket is Stepping => (stepping as ReadonlyArray<Bucket>).includes(bucket);
