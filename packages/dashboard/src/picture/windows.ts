import { type Bucket, buckets, DAY_US, HOUR_US, MINUTE_US, SECOND_US } from "@ordeal/model";

/** As many windows as a wide screen has room for. */
const WINDOWS_MAX = 720;

const widthsUs: ReadonlyArray<number> = [
  ...[1, 2, 5, 10, 15, 30].map((s) => s * SECOND_US),
  ...[1, 2, 5, 10, 15, 30].map((min) => min * MINUTE_US),
  ...[1, 2, 3, 6, 12].map((h) => h * HOUR_US),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY_US),
];

/** How wide a window has to be for a run of this length, in a unit that people count in. Microseconds. */
export const windowWidthUs = (durationUs: number): number =>
  widthsUs.find((us) => durationUs <= us * WINDOWS_MAX) ?? Math.ceil(durationUs / WINDOWS_MAX / DAY_US) * DAY_US;

/** Wall time by bucket of the ledger, window by window. Microseconds. */
export class Windows {
  readonly widthUs: number;
  private readonly time = Object.fromEntries(buckets.map((bucket) => [bucket, []])) as unknown as Record<
    Bucket,
    Array<number>
  >;
  /** How many windows have begun. */
  private count = 0;

  constructor(durationUs: number) {
    this.widthUs = windowWidthUs(durationUs);
  }

  at(us: number): number {
    return Math.floor(us / this.widthUs);
  }

  endOf(window: number): number {
    return (window + 1) * this.widthUs;
  }

  book(bucket: Bucket, window: number, us: number): void {
    for (; this.count <= window; this.count++) for (const each of buckets) this.time[each].push(0);
    const row = this.time[bucket];
    row[window] = (row[window] as number) + us;
  }

  /** Moves time from one bucket to another where it was booked last. */
  rebook(from: Bucket, to: Bucket, us: number): void {
    const row = this.time[from];
    for (let index = this.count - 1; us > 0 && index >= 0; index--) {
      const moved = Math.min(row[index] as number, us);
      row[index] = (row[index] as number) - moved;
      this.book(to, index, moved);
      us -= moved;
    }
  }

  get byBucket(): Readonly<Record<Bucket, ReadonlyArray<number>>> {
    return this.time;
  }
}
