import { buckets, DAY_US, HOUR_US } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Windows, windowWidthUs } from "../../src/picture/windows.ts";

test("a run of any length has at most 720 windows, of a width that people count in", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_653 * DAY_US }), (durationUs) => {
      const widthUs = windowWidthUs(durationUs);
      expect(Math.ceil(durationUs / widthUs)).toBeLessThanOrEqual(720);
      expect(widthUs % 1_000_000).toBe(0);
    }),
  );
  expect(windowWidthUs(30 * DAY_US)).toBe(HOUR_US);
});

test("booking time anew moves it between buckets and leaves every window as long as it was", () => {
  const booking = fc.record({ bucket: fc.constantFrom(...buckets), window: fc.nat(20), us: fc.nat(1_000_000) });
  fc.assert(
    fc.property(fc.array(booking, { minLength: 1 }), fc.nat(5_000_000), (bookings, us) => {
      const windows = new Windows(DAY_US);
      for (const { bucket, window, us: time } of bookings) windows.book(bucket, window, time);
      const lengths = () =>
        windows.byBucket.productive.map((_, window) =>
          buckets.reduce((sum, bucket) => sum + (windows.byBucket[bucket][window] as number), 0),
        );
      const sum = (row: ReadonlyArray<number>) => row.reduce((all, one) => all + one, 0);
      const before = lengths();
      const productive = sum(windows.byBucket.productive);
      const recompute = sum(windows.byBucket.recompute);
      windows.rebook("productive", "recompute", us);
      expect(lengths()).toEqual(before);
      const moved = Math.min(us, productive);
      expect(sum(windows.byBucket.productive)).toBe(productive - moved);
      expect(sum(windows.byBucket.recompute)).toBe(recompute + moved);
      expect(Math.min(...windows.byBucket.productive)).toBeGreaterThanOrEqual(0);
    }),
  );
});
