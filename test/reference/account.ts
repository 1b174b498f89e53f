import { type Bucket, buckets, DAY_US } from "@ordeal/model";

/** A stretch of stepping, from when to when. */
type Piece = readonly [fromUs: number, toUs: number];

interface Credit {
  readonly piece: Piece;
  readonly share: number;
}

/** Where the time went, step by step. */
export class Account {
  private readonly healthyUs: number;
  private readonly blocked: Record<string, number> = {};
  /** The first execution of every step ever done: how long it ran. */
  private readonly first = new Map<number, number>();
  /** The execution that the state of the job holds. */
  private readonly latest = new Map<number, number>();
  /** When new work was done, and how much of that time was productive. */
  private readonly credits: Array<Credit> = [];
  private lostUs = 0;
  private pieces: Array<Piece> = [];

  constructor(healthyUs: number) {
    this.healthyUs = healthyUs;
  }

  block(bucket: Bucket, us: number): void {
    this.blocked[bucket] = (this.blocked[bucket] ?? 0) + us;
  }

  stepping(fromUs: number, toUs: number): void {
    this.pieces.push([fromUs, toUs]);
  }

  commit(step: number, ranUs: number): void {
    if (this.first.has(step)) this.lostUs += ranUs;
    else {
      this.first.set(step, ranUs);
      this.credit(this.healthyUs / ranUs);
    }
    this.latest.set(step, ranUs);
    this.pieces = [];
  }

  kill(ranUs: number): void {
    this.lostUs += ranUs;
    this.pieces = [];
  }

  private credit(share: number): void {
    for (const piece of this.pieces) this.credits.push({ piece, share });
  }

  /** The stepping time of the steps after one and up to another, as they last ran. */
  ranUs(after: number, upTo: number): number {
    let us = 0;
    for (let step = after + 1; step <= upTo; step++) us += this.latest.get(step) as number;
    return us;
  }

  /** The ledger at the end of the run, when the steps up to `held` count, and one has run for so long out of so long. */
  close(held: number, ranUs: number, lengthUs: number): Record<Bucket, number> {
    const ledgerUs = Object.fromEntries(buckets.map((bucket) => [bucket, this.blocked[bucket] ?? 0])) as Record<
      Bucket,
      number
    >;
    ledgerUs.recompute += this.lostUs;
    for (const [step, us] of this.first) {
      if (step > held) ledgerUs.recompute += us;
      else {
        ledgerUs.productive += this.healthyUs;
        ledgerUs.degraded += us - this.healthyUs;
      }
    }
    if (this.first.has(held + 1)) ledgerUs.recompute += ranUs;
    else if (ranUs > 0) {
      const healthyUs = Math.round((ranUs * this.healthyUs) / lengthUs);
      ledgerUs.productive += healthyUs;
      ledgerUs.degraded += ranUs - healthyUs;
      this.credit(this.healthyUs / lengthUs);
    }
    return ledgerUs;
  }

  /** The lowest share of new, healthy work in any 24 hours of the run, or in the whole of a shorter one. */
  worstWindow(endUs: number): number {
    // Credits come in the order of their time: what was done by the start of each, and the last that starts in time.
    const before: Array<number> = [0];
    for (const { piece, share } of this.credits) {
      before.push((before.at(-1) as number) + share * (piece[1] - piece[0]));
    }
    const doneBy = (us: number): number => {
      let [low, high] = [0, this.credits.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((this.credits[middle] as Credit).piece[0] < us) low = middle + 1;
        else high = middle;
      }
      const last = this.credits[low - 1];
      if (last === undefined) return 0;
      return (before[low - 1] as number) + last.share * (Math.min(us, last.piece[1]) - last.piece[0]);
    };
    if (endUs <= DAY_US) return doneBy(endUs) / endUs;
    const bends = this.credits.flatMap(({ piece }) => piece);
    const starts = [0, endUs - DAY_US, ...bends, ...bends.map((us) => us - DAY_US)];
    let lowest = DAY_US;
    for (const us of starts) {
      if (us >= 0 && us + DAY_US <= endUs) lowest = Math.min(lowest, doneBy(us + DAY_US) - doneBy(us));
    }
    return lowest / DAY_US;
  }
}
