import { isHeld, type Scenario, type Threshold } from "@ordeal/model";
import { openRun, type SimulatedRun } from "@ordeal/simulator";
import type { Distance } from "./distance.ts";

/** How often a run is looked at on its way. */
const LOOKS = 64;

/** What paths are of. */
export interface Way {
  readonly scenario: Scenario;
  readonly threshold: Threshold;
  readonly distance: () => Distance;
  readonly eventsMax: number;
  /** How near a distance is with so much of the run to come: larger is nearer, whatever it is measured in. */
  readonly nearness: (distance: number, restUs: number) => number;
}

/** A run on its way to breaking a threshold: it goes on look by look, and can be forked where it is. */
export class Path {
  private readonly way: Way;
  private readonly run: SimulatedRun;
  private readonly distance: Distance;
  private look: number;
  /** The nearest it came; infinite for one that broke the threshold in the end. */
  nearest = Number.NEGATIVE_INFINITY;

  private constructor(way: Way, run: SimulatedRun, distance: Distance, look: number) {
    this.way = way;
    this.run = run;
    this.distance = distance;
    this.look = look;
  }

  static start(way: Way, seed: number): Path {
    const run = openRun(way.scenario, { seed, isForkable: true, eventsMax: way.eventsMax });
    return new Path(way, run, way.distance(), 0);
  }

  /** Another path that has gone through the same until now, and goes on by itself. */
  fork(seed: number): Path {
    if (this.isOver) return this;
    const forked = new Path(this.way, this.run.fork({ seed, redraws: true }), this.distance.copy(), this.look);
    forked.nearest = this.nearest;
    return forked;
  }

  /** Goes on until it has come so near, or to its end. Returns whether it came so near. */
  advance(level: number): boolean {
    while (!this.isOver && this.nearest < level) {
      this.look++;
      this.run.advance(Math.round((this.run.endUs * this.look) / LOOKS));
      const now = this.way.nearness(this.distance.see(this.run), this.run.endUs - this.run.nowUs);
      this.nearest = Math.max(this.nearest, now);
      // Whether it broke the threshold is for the whole run to say, however near it came.
      if (this.isOver) this.nearest = this.isBroken() ? Number.POSITIVE_INFINITY : this.nearest;
    }
    return this.nearest >= level;
  }

  private get isOver(): boolean {
    return this.look >= LOOKS;
  }

  /** What gave nothing to measure did not break it. */
  private isBroken(): boolean {
    return isHeld(this.run.result().metrics, this.way.threshold) === false;
  }
}
