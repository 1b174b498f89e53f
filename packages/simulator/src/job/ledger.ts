import { type Bucket, buckets, type Ledger } from "@ordeal/model";

/** An account of wall time: integer microseconds in exactly one bucket each. */
export class LedgerBook {
  private readonly us: Record<Bucket, number> = Object.fromEntries(buckets.map((bucket) => [bucket, 0])) as Record<
    Bucket,
    number
  >;

  add(bucket: Bucket, us: number): void {
    this.us[bucket] += us;
  }

  /** Takes time back from one bucket into another. */
  move(from: Bucket, to: Bucket, us: number): void {
    this.us[from] -= us;
    this.us[to] += us;
  }

  get(bucket: Bucket): number {
    return this.us[bucket];
  }

  copy(): LedgerBook {
    const book = new LedgerBook();
    for (const bucket of buckets) book.us[bucket] = this.us[bucket];
    return book;
  }

  /** The ledger; asserts that it sums to the wall time and that no bucket is negative. */
  close(wallUs: number): Ledger {
    let sum = 0;
    for (const bucket of buckets) {
      sum += this.us[bucket];
      if (this.us[bucket] < 0) throw new Error(`ledger: ${bucket} is ${this.us[bucket]} µs`);
    }
    if (sum !== wallUs)
      throw new Error(`ledger: the buckets sum to ${sum} µs of ${wallUs} µs: ${JSON.stringify(this.us)}`);
    return { ...this.us };
  }
}
