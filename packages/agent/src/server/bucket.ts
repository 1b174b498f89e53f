/** Allows so many a second, and a burst of as many at once. */
export class TokenBucket {
  private readonly perSecond: number;
  private tokens: number;
  private sinceMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.perSecond = perSecond;
    this.tokens = perSecond;
    this.sinceMs = nowMs;
  }

  /** Whether one more may pass now. */
  take(nowMs: number): boolean {
    const gained = ((nowMs - this.sinceMs) * this.perSecond) / 1_000;
    this.sinceMs = nowMs;
    this.tokens = Math.min(this.perSecond, this.tokens + gained);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
