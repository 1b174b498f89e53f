import type { Cooling } from "@ordeal/model";
import { conductanceAt, equilibrium, relax, relaxationRate } from "./thermal.ts";

/** How many transitions are kept; a power of two. */
const KEPT = 64;

/** After so many time constants what came before is below the last digit: e^−40 ≈ 4e−18. */
const MEMORY = 40;

/**
 * When the job put load on its cards and took it off: all there is to know about the temperature of every healthy loop,
 * which is therefore one trajectory, computed where it is asked for. It depends on the last 64 transitions only; with
 * more than that within 40 time constants (10 minutes by default), the older ones are forgotten, and the result is off
 * by at most the rise from idle to load times e^(−span of those kept ÷ time constant).
 */
export class LoadHistory {
  private readonly timesUs = new Float64Array(KEPT);
  private pushed = 0;
  private loaded: boolean;

  /** Starts at rest: idle or loaded since ever. */
  constructor(loaded: boolean) {
    this.loaded = loaded;
  }

  /** Load comes on or goes off, not before the last time it did; load that stays as it is is no transition. */
  push(us: number, loaded: boolean): void {
    if (loaded === this.loaded) return;
    this.timesUs[this.pushed++ % KEPT] = us;
    this.loaded = loaded;
  }

  /** How far back a temperature depends on what was: before, it may have been anything. */
  static memoryUs(ratePerUs: number): number {
    return MEMORY / ratePerUs;
  }

  /**
   * The temperature of a card on a healthy loop (full flow, nominal coolant) at an instant, in °C; of one that bears the
   * load since `sinceUs` only, and had `sinceC` then.
   */
  temperatureAt(us: number, cooling: Cooling, sinceUs = Number.NEGATIVE_INFINITY, sinceC?: number): number {
    const conductanceWPerK = conductanceAt(cooling, 1);
    const ratePerUs = relaxationRate(cooling, conductanceWPerK);
    const idleC = equilibrium(cooling.coolantC, cooling.idleW, conductanceWPerK);
    const loadC = equilibrium(cooling.coolantC, cooling.loadW, conductanceWPerK);
    const oldestUs = Math.max(us - LoadHistory.memoryUs(ratePerUs), sinceUs);
    const forgotten = Math.max(0, this.pushed - KEPT);
    let next = this.pushed;
    while (next > forgotten && this.timeOf(next - 1) >= oldestUs) next--;
    // Transitions alternate, so the load before any of them follows from the load after the last.
    let loaded = (this.pushed - next) % 2 === 0 ? this.loaded : !this.loaded;
    let temperatureC = oldestUs === sinceUs && sinceC !== undefined ? sinceC : loaded ? loadC : idleC;
    let fromUs = oldestUs;
    for (; next < this.pushed && this.timeOf(next) <= us; next++) {
      temperatureC = relax(temperatureC, loaded ? loadC : idleC, ratePerUs, this.timeOf(next) - fromUs);
      loaded = !loaded;
      fromUs = this.timeOf(next);
    }
    return relax(temperatureC, loaded ? loadC : idleC, ratePerUs, us - fromUs);
  }

  private timeOf(transition: number): number {
    return this.timesUs[transition % KEPT] as number;
  }
}
