import { EventQueue, type Priority } from "./queue.ts";

/** The time of a run, and what will happen in it. */
export class Clock {
  nowUs = 0;
  /** Whether what happens now is a heal, which comes before everything else at its instant. */
  isHealing = false;
  readonly queue = new EventQueue();
  /** How far whoever is alone may take the clock in one go; 0 where every change must be counted. */
  horizonUs = 0;

  /** Before this instant nothing happens that is not known already, and nobody looks. */
  get aloneUntilUs(): number {
    return Math.min(this.horizonUs, this.queue.nextUs);
  }

  /** Runs `happen` after some time, unless the run ends before. */
  after(us: number, priority: Priority, id: string, happen: () => void): void {
    this.queue.push({ atUs: this.nowUs + us, priority, id, happen });
  }
}
