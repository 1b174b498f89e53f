import { type Bucket, buckets, type Ledger, type Mode } from "@ordeal/model";

/** Where each bucket stands in a book. */
export const BucketIndex = {
  productive: 0,
  degraded: 1,
  recompute: 2,
  checkpoint: 3,
  stalled: 4,
  planned: 5,
  detecting: 6,
  rescheduling: 7,
  restarting: 8,
  loading: 9,
} as const satisfies Readonly<Record<Bucket, number>>;
export type BucketIndex = (typeof BucketIndex)[Bucket];

/** The bucket of every mode but stepping, whose time is booked step by step. */
export const bucketIndexOf = (mode: Exclude<Mode, "stepping">): BucketIndex => {
  switch (mode) {
    case "saving":
      return BucketIndex.checkpoint;
    case "detecting":
    case "hung":
      return BucketIndex.detecting;
    case "rescheduling":
      return BucketIndex.rescheduling;
    case "restarting":
      return BucketIndex.restarting;
    case "loading":
      return BucketIndex.loading;
    case "stalled":
      return BucketIndex.stalled;
    case "planned":
      return BucketIndex.planned;
  }
};

/** An account of wall time: integer microseconds in exactly one bucket each. */
export class LedgerBook {
  private readonly us = new Float64Array(buckets.length);

  add(index: BucketIndex, us: number): void {
    this.us[index] = (this.us[index] as number) + us;
  }

  /** Takes time back from one bucket into another. */
  move(from: BucketIndex, to: BucketIndex, us: number): void {
    this.add(from, -us);
    this.add(to, us);
  }

  get(index: BucketIndex): number {
    return this.us[index] as number;
  }

  copy(): LedgerBook {
    const book = new LedgerBook();
    book.us.set(this.us);
    return book;
  }

  /** The buckets as they are now. */
  read(): Ledger {
    return Object.fromEntries(buckets.map((bucket) => [bucket, this.get(BucketIndex[bucket])])) as Ledger;
  }

  /** The ledger; asserts that it sums to the wall time and that no bucket is negative. */
  close(wallUs: number): Ledger {
    const ledger = this.read();
    let sum = 0;
    for (const bucket of buckets) {
      sum += ledger[bucket];
      if (!(ledger[bucket] >= 0)) throw new Error(`ledger: ${bucket} is ${ledger[bucket]} µs`);
    }
    if (sum !== wallUs) {
      throw new Error(`ledger: the buckets sum to ${sum} µs of ${wallUs} µs: ${JSON.stringify(ledger)}`);
    }
    return ledger;
  }
}
