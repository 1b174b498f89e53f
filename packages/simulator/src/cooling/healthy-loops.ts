import type { Cooling } from "@ordeal/model";
import { LoadHistory } from "./healthy.ts";
import { conductanceAt, equilibrium, relax, relaxationRate } from "./thermal.ts";

const none: ReadonlyArray<number> = [];

/**
 * How warm the healthy loops are: those that serve the job as its load has made them, the others at rest; one that began
 * or ceased to serve it not long ago is on its way from what it was then.
 */
export class HealthyLoops {
  readonly load = new LoadHistory(false);
  private readonly cooling: Cooling;
  private readonly ratePerUs: number;
  private readonly idleC: number;
  /** When loops began or ceased to serve the job, as far back as they remember. */
  private readonly turns = new Map<number, ReadonlyArray<number>>();

  constructor(cooling: Cooling) {
    const conductanceWPerK = conductanceAt(cooling, 1);
    this.cooling = cooling;
    this.ratePerUs = relaxationRate(cooling, conductanceWPerK);
    this.idleC = equilibrium(cooling.coolantC, cooling.idleW, conductanceWPerK);
  }

  /** A loop begins to serve the job, or ceases to; not before the last time it did. */
  turn(loop: number, atUs: number): void {
    const oldestUs = atUs - LoadHistory.memoryUs(this.ratePerUs);
    const recent = (this.turns.get(loop) ?? none).filter((us) => us >= oldestUs);
    this.turns.set(loop, [...recent, atUs]);
  }

  /** The temperature of a loop's cards at an instant, in °C, given whether it serves the job since the last turn. */
  temperatureAt(loop: number, serves: boolean, us: number): number {
    const turns = this.turns.get(loop) ?? none;
    let isServing = turns.length % 2 === 0 ? serves : !serves;
    let temperatureC: number | undefined;
    let fromUs = Number.NEGATIVE_INFINITY;
    for (const untilUs of [...turns, us]) {
      if (isServing) temperatureC = this.load.temperatureAt(untilUs, this.cooling, fromUs, temperatureC);
      else if (temperatureC !== undefined)
        temperatureC = relax(temperatureC, this.idleC, this.ratePerUs, untilUs - fromUs);
      else temperatureC = this.idleC;
      fromUs = untilUs;
      isServing = !isServing;
    }
    return temperatureC as number;
  }
}
