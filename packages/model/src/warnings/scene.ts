import type { Scenario } from "../experiment.ts";
import type { FaultKind } from "../fault-kind.ts";
import { JobAtStart } from "./job-at-start.ts";
import type { Strike } from "./strike.ts";

/** Why a strike, as written, cannot do what somebody who wrote it will expect; `undefined` when it can. */
export type WhyIdle = (strike: Strike, scene: Scene) => string | undefined;

/** What a strike is looked at in. */
export class Scene {
  readonly scenario: Scenario;
  readonly job: JobAtStart;
  /** How many strikes may take a node of the job away, so that a spare takes its place. */
  private readonly movers: number;
  readonly coolingStrikes: number;
  readonly hasSlow: boolean;

  constructor(scenario: Scenario, strikes: ReadonlyArray<Strike>) {
    this.scenario = scenario;
    this.job = new JobAtStart(scenario);
    this.movers = strikes.filter((strike) => this.isMover(strike)).length;
    this.coolingStrikes = strikes.filter(({ kind }) => kind.startsWith("cooling.")).length;
    this.hasSlow = strikes.some(({ kind }) => kind === "card.slow");
  }

  /** Whether something else may take a node of the job away. */
  mayMoveBeside(strike: Strike): boolean {
    return this.movers > (this.isMover(strike) ? 1 : 0);
  }

  private isMover({ kind, target }: Strike): boolean {
    return !leavesNodes.has(kind) && (target === undefined || this.job.isStruckBy(target));
  }
}

/** Kinds that never take a node away. */
const leavesNodes: ReadonlySet<FaultKind> = new Set([
  "link.degrade",
  "storage.slow",
  "storage.down",
  "checkpoint.torn",
  "checkpoint.corrupt",
  "job.crash",
  "scheduler.stall",
]);
