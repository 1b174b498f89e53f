import type { Journal } from "../journal.ts";

/** The scheduler that gives jobs their nodes: whether it answers, and whether it has anything new to give. */
export class ControlPlane {
  private readonly journal: Journal;
  private stalls = 0;
  /** Whether something changed since it was asked last. */
  hasNews = false;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  get isUp(): boolean {
    return this.stalls === 0;
  }

  /** A stall begins (+1) or ends (−1). */
  stall(nowUs: number, change: 1 | -1): void {
    this.stalls += change;
    this.journal.emit(nowUs, "scheduler.changed", { up: this.isUp });
    this.hasNews = true;
  }

  /** Something changed that a waiting job, or a straggler, waits for. */
  noteCapacity(): void {
    this.hasNews = true;
  }

  /** Whether something did since it was asked last. */
  takeNews(): boolean {
    const had = this.hasNews;
    this.hasNews = false;
    return had;
  }
}
