/** A time that runs only while it is let run. */
export class Countdown {
  private remainingUs: number;
  private runningSinceUs = -1;

  constructor(us: number) {
    this.remainingUs = us;
  }

  /** When it ends; Infinity while it stands still. */
  get endUs(): number {
    return this.runningSinceUs < 0 ? Number.POSITIVE_INFINITY : this.runningSinceUs + this.remainingUs;
  }

  get isRunning(): boolean {
    return this.runningSinceUs >= 0;
  }

  run(nowUs: number): void {
    if (this.runningSinceUs < 0) this.runningSinceUs = nowUs;
  }

  stop(nowUs: number): void {
    if (this.runningSinceUs < 0) return;
    this.remainingUs -= nowUs - this.runningSinceUs;
    this.runningSinceUs = -1;
  }
}
