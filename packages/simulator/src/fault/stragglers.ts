import type { Fleet } from "../cluster/fleet.ts";
import type { Fault } from "./fault.ts";

/** The active stragglers with their speeds. The slowest of the job is looked for only when it may be another one. */
export class Stragglers {
  private readonly fleet: Fleet;
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
    if (!this.isStale && speed < this.least && fault.isOnJob) this.least = speed;
  }

  delete(fault: Fault): void {
    const speed = this.speeds.get(fault);
    if (speed === undefined) return;
    this.speeds.delete(fault);
    if (speed <= this.least) this.isStale = true;
  }

  /** The speed of the slowest straggler of the job; 1 when it has none. */
  leastOnJob(): number {
    if (this.speeds.size === 0 && !this.isStale && this.least === 1) return 1;
    const { membership } = this.fleet;
    if (!this.isStale && this.leastMembership === membership) return this.least;
    this.least = 1;
    for (const [fault, speed] of this.speeds) if (speed < this.least && fault.isOnJob) this.least = speed;
    this.leastMembership = membership;
    this.isStale = false;
    return this.least;
  }

  [Symbol.iterator](): IterableIterator<[Fault, number]> {
    return this.speeds.entries();
  }
}
