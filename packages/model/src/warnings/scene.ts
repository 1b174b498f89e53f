import type { Scenario } from "../experiment.ts";
import { type FaultKind, faultKinds, isOfLoops } from "../fault-kind.ts";
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
    this.coolingStrikes = strikes.filter(({ kind }) => isOfLoops(kind)).length;
    this.hasSlow = strikes.some(({ kind }) => faultKinds[kind].effect === "cards slow");
  }

  /** Whether something else may take a node of the job away. */
  mayMoveBeside(strike: Strike): boolean {
    return this.movers > (this.isMover(strike) ? 1 : 0);
  }

  private isMover({ kind, target }: Strike): boolean {
    return mayTakeNodes(kind) && (target === undefined || this.job.isStruckBy(target));
  }
}

/** Whether a kind may have a node taken away: one that somebody must notice, and not a crash of the whole job. */
const mayTakeNodes = (kind: FaultKind): boolean =>
  faultKinds[kind].detection !== "none" && faultKinds[kind].targets[0] !== "job";
