/** Work in pieces: does one, and returns whether that was the last. It must not throw. */
export type Job = () => boolean;

/** Time that was spent, in milliseconds; lifted to what others have used when its owner comes back from doing nothing. */
export class Account {
  spentMs = 0;
}

/** Jobs that come one after the other, on somebody's account. */
export class Share {
  private readonly jobs: Array<Job | undefined> = [];
  private head = 0;
  readonly account: Account;
  /** Whether nothing should be done now, such as for a client that does not read its answers. */
  readonly isHeld: () => boolean;

  constructor(isHeld: () => boolean, account: Account = new Account()) {
    this.isHeld = isHeld;
    this.account = account;
  }

  get length(): number {
    return this.jobs.length - this.head;
  }

  push(job: Job): void {
    this.jobs.push(job);
  }

  /** One piece of its first job. */
  work(): void {
    const job = this.jobs[this.head];
    if (job?.() === false) return;
    this.jobs[this.head++] = undefined;
    if (this.head < 256 || this.head * 2 < this.jobs.length) return;
    this.jobs.splice(0, this.head);
    this.head = 0;
  }
}

/** Gives everybody the same share of the time: whoever has used least comes next. */
export class FairQueue {
  private readonly nowMs: () => number;
  private readonly waiting = new Set<Share>();
  /** What whoever came last had used: who comes back has not saved up anything. */
  private floorMs = 0;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  add(share: Share, job: Job): void {
    if (!this.waiting.has(share)) {
      share.account.spentMs = Math.max(share.account.spentMs, this.floorMs);
      this.waiting.add(share);
    }
    share.push(job);
  }

  /** Somebody is gone, and what it asked for with it. */
  remove(share: Share): void {
    this.waiting.delete(share);
  }

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  /** Works until an instant of the clock, and on one piece at least. Returns whether more could be done at once. */
  workUntil(endMs: number): boolean {
    for (let atMs = this.nowMs(); ; ) {
      const share = this.next();
      if (share === undefined) return false;
      share.work();
      if (share.length === 0) this.waiting.delete(share);
      const nowMs = this.nowMs();
      this.floorMs = Math.max(this.floorMs, share.account.spentMs);
      share.account.spentMs += nowMs - atMs;
      atMs = nowMs;
      if (nowMs >= endMs) return this.next() !== undefined;
    }
  }

  private next(): Share | undefined {
    let next: Share | undefined;
    for (const share of this.waiting) {
      if ((next === undefined || share.account.spentMs < next.account.spentMs) && !share.isHeld()) next = share;
    }
    return next;
  }
}
