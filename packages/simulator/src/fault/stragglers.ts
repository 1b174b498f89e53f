import type { Fleet } from "../cluster/fleet.ts";
import type { Fault } from "./fault.ts";

/** The active stragglers by their speeds. The slowest of the job is looked for only when it may be another one. */
export class Stragglers {
  private readonly fleet: Fleet;
  private readonly bySpeed = new Map<number, Set<Fault>>();
  private readonly speeds = new Map<Fault, number>();
  /** The least speed on the job, as long as no straggler goes that has it, and the job's nodes stay the same. */
  private least = 1;
  private leastMembership = 0;
  private isStale = false;

  constructor(fleet: Fleet) {
    this.fleet = fleet;
  }

  /** One more straggler. */
  set(fault: Fault, speed: number): void {
    this.speeds.set(fault, speed);
    const alike = this.bySpeed.get(speed);
    if (alike === undefined) this.bySpeed.set(speed, new Set([fault]));
    else alike.add(fault);
    if (!this.isStale && speed < this.least && fault.isOnJob) this.least = speed;
  }

  delete(fault: Fault): void {
    const speed = this.speeds.get(fault);
    if (speed === undefined) return;
    this.speeds.delete(fault);
    const alike = this.bySpeed.get(speed);
    alike?.delete(fault);
    if (alike?.size === 0) this.bySpeed.delete(speed);
    if (speed <= this.least) this.isStale = true;
  }

  /** The speed of the slowest straggler of the job; 1 when it has none. */
  leastOnJob(): number {
    if (this.speeds.size === 0 && !this.isStale && this.least === 1) return 1;
    const { membership } = this.fleet;
    if (!this.isStale && this.leastMembership === membership) return this.least;
    this.least = this.findLeast();
    this.leastMembership = membership;
    this.isStale = false;
    return this.least;
  }

  /** From the slowest up, as most of them are mostly on the job. */
  private findLeast(): number {
    for (const speed of [...this.bySpeed.keys()].sort((a, b) => a - b)) {
      for (const fault of this.bySpeed.get(speed) ?? []) if (fault.isOnJob) return speed;
    }
    return 1;
  }

  [Symbol.iterator](): IterableIterator<[Fault, number]> {
    return this.speeds.entries();
  }
}
