import { EventQueue, type Priority } from "./queue.ts";

/** The time of a run, and what will happen in it. */
export class Clock {
  nowUs = 0;
  /** Whether what happens now is a heal, which comes before everything else at its instant. */
  isHealing = false;
  readonly queue = new EventQueue();

  /** Runs `happen` after some time, unless the run ends before. */
  after(us: number, priority: Priority, id: string, happen: () => void): void {
    this.queue.push({ atUs: this.nowUs + us, priority, id, happen });
  }
}
