import fc from "fast-check";
import { expect, test } from "vitest";
import { HistogramCounter } from "../../src/picture/histogram.ts";

test("every duration is in one bin, and the bins meet", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3_000_000_000_000)), (durations) => {
      const counter = new HistogramCounter();
      for (const us of durations) counter.add(us);
      const { count, bins } = counter.histogram;
      expect(count).toBe(durations.length);
      expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(durations.length);
      for (const [index, { fromUs, toUs, count: many }] of bins.entries()) {
        expect(many).toBe(durations.filter((us) => us >= fromUs && (toUs === null || us < toUs)).length);
        if (index > 0) expect(fromUs).toBe(bins[index - 1]?.toUs);
      }
    }),
  );
});
