import fc from "fast-check";
import { expect, test } from "vitest";
import { stampMs } from "../../../src/formats/ascend/stamp.ts";

test("a stamp is read in seconds, milliseconds, microseconds and nanoseconds alike, by its size", () => {
  const second = fc.integer({ min: Date.UTC(2_000, 0, 1) / 1_000, max: Date.UTC(2_099, 0, 1) / 1_000 });
  fc.assert(
    fc.property(second, fc.constantFrom(1, 1e3, 1e6, 1e9), (seconds, unit) => {
      expect(stampMs(seconds * unit)).toBeCloseTo(seconds * 1_000, 0);
    }),
  );
});

test.each([[0], [-1], [undefined], [null], [Number.NaN], [1_234], [100_000], [1e30], [Number.POSITIVE_INFINITY]])(
  "%s is no time",
  (stamp) => {
    expect(stampMs(stamp)).toBeUndefined();
  },
);
