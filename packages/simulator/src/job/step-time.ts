import type { Loops } from "../cooling/loops.ts";
import type { Stragglers } from "../fault/stragglers.ts";
import type { JobState } from "./state.ts";

/** How long a step takes, from its healthy time and what slows it now. */
export class StepTime {
  private readonly state: JobState;
  private readonly loops: Loops;
  private readonly stragglers: Stragglers;
  private readonly healthyUs: number;
  private readonly computeUs: number;
  private readonly communicationUs: number;
  private readonly replicasFull: number;

  constructor(state: JobState, loops: Loops, stragglers: Stragglers) {
    const { step, linearity } = state.site.ground.scenario.job;
    this.state = state;
    this.loops = loops;
    this.stragglers = stragglers;
    this.healthyUs = step;
    this.computeUs = step * linearity;
    this.communicationUs = step * (1 - linearity);
    this.replicasFull = state.replicas;
  }

  /**
   * `compute ÷ slowest card's speed + communication ÷ least bandwidth share`, in microseconds, rounded once. Fewer
   * replicas share the same global batch, so that each computes for longer. `undefined` with no bandwidth at all: then
   * a path is cut, and no step begins until it is back.
   */
  get nowUs(): number | undefined {
    const { replicas, site } = this.state;
    const share = site.fabric.leastShare();
    const speed = Math.min(this.loops.leastSpeed(), this.stragglers.leastOnJob());
    if (speed === 1 && share === 1 && replicas === this.replicasFull) return this.healthyUs;
    if (share === 0) return undefined;
    return Math.round((this.computeUs * this.replicasFull) / (replicas * speed) + this.communicationUs / share);
  }
}
