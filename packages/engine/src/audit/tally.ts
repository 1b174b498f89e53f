import type { AnyEvent, Experiment, RunResult } from "@ordeal/model";
import { Account } from "./account.ts";
import { NodeCounts } from "./node-counts.ts";
import { Stops } from "./stops.ts";

type Counts = {
  -readonly [K in Exclude<keyof RunResult["counts"], "steps" | "faultsOnJob" | "interruptions" | "recoveries">]: number;
};

/** What a run comes to, counted from its events as they come. */
export class Tally {
  readonly account: Account;
  readonly roster: NodeCounts;
  readonly stops: Stops;
  private readonly counts: Counts = {
    faults: 0,
    faultsSkipped: 0,
    checkpoints: 0,
    checkpointsSkipped: 0,
    checkpointsTorn: 0,
    shrinks: 0,
    starvations: 0,
  };
  private isStarved = false;
  private intervalUs: number | null = null;
  /** The steps at the run's end; `undefined` while it is not over. What comes after it is healing. */
  private steps: number | undefined;

  constructor(experiment: Experiment) {
    this.account = new Account(experiment);
    this.roster = new NodeCounts(experiment);
    this.stops = new Stops(this.account);
  }

  get isOver(): boolean {
    return this.steps !== undefined;
  }

  /** Takes in an event, in order. Returns what cannot be so about it. */
  see(event: AnyEvent): string | undefined {
    if (this.steps !== undefined) return undefined;
    this.account.arrive(event.atUs);
    this.count(event);
    const wrong = this.stops.see(event);
    this.account.see(event);
    return wrong ?? this.roster.see(event);
  }

  private count(event: AnyEvent): void {
    const { counts } = this;
    switch (event.type) {
      case "run.started":
        this.intervalUs = event.data.intervalUs;
        return;
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
    }
  }

  /** Holds a result against what was counted. Returns what does not agree; of a run that is not over, nothing. */
  against(result: RunResult): ReadonlyArray<string> {
    const { steps, stops, account, roster } = this;
    if (steps === undefined) return [];
    const wrong: Array<string> = [];
    const expect = (what: string, claimed: unknown, told: unknown): void => {
      if (claimed !== told)
        wrong.push(`${what} is ${String(claimed)} in its result, and ${String(told)} by its events`);
    };
    const { metrics, counts, wallUs } = result;
    const told = { steps, interruptions: stops.length, recoveries: stops.recoveries, ...this.counts };
    for (const [name, count] of Object.entries(told)) expect(name, counts[name as keyof RunResult["counts"]], count);
    if (counts.faultsOnJob < stops.faultsOnJobLeast || counts.faultsOnJob > counts.faults)
      expect("faultsOnJob", counts.faultsOnJob, `from ${stops.faultsOnJobLeast} to ${counts.faults}`);
    expect("starved", result.starved, this.isStarved);
    expect("intervalUs", result.intervalUs, this.intervalUs);
    wrong.push(...account.against(result.ledgerUs, true));
    wrong.push(...stops.against(result.interruptions, wallUs), ...stops.againstCauses(result.faultsByCause));
    wrong.push(...roster.against(metrics.nodesDown, metrics.sparesLowest, wallUs));
    const [least, most] = account.worstWindow;
    const { worstWindow } = metrics;
    if (worstWindow === null || worstWindow < least - 1e-9 || worstWindow > most + 1e-9)
      expect("worstWindow", worstWindow, `from ${least} to ${most}`);
    return wrong;
  }
}
