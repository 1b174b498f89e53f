import { type Bucket, buckets, type Ledger, type Mode } from "@ordeal/model";

/** The place of each bucket in a book. */
export const Place = {
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
export type Place = (typeof Place)[Bucket];

/** The ledger's place of every mode but stepping, whose time is booked step by step. */
export const placeOf = (mode: Exclude<Mode, "stepping">): Place => {
  switch (mode) {
    case "saving":
      return Place.checkpoint;
    case "detecting":
    case "hung":
      return Place.detecting;
    case "rescheduling":
      return Place.rescheduling;
    case "restarting":
      return Place.restarting;
    case "loading":
      return Place.loading;
    case "stalled":
      return Place.stalled;
    case "planned":
      return Place.planned;
  }
};

/** An account of wall time: integer microseconds in exactly one bucket each. */
export class LedgerBook {
  private readonly us = new Float64Array(buckets.length);

  add(place: Place, us: number): void {
    this.us[place] = (this.us[place] as number) + us;
  }

  /** Takes time back from one bucket into another. */
  move(from: Place, to: Place, us: number): void {
    this.add(from, -us);
    this.add(to, us);
  }

  get(place: Place): number {
    return this.us[place] as number;
  }

  copy(): LedgerBook {
    const book = new LedgerBook();
    book.us.set(this.us);
    return book;
  }

  /** The buckets as they are now. */
  read(): Ledger {
    return Object.fromEntries(buckets.map((bucket) => [bucket, this.get(Place[bucket])])) as Ledger;
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
