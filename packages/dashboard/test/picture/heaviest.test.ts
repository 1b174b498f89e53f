import fc from "fast-check";
import { expect, test } from "vitest";
import { Heaviest } from "../../src/picture/heaviest.ts";

test("keeps the heaviest in the order in which they came, and counts the rest", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 8 }), (weights, max) => {
      const items = weights.map((weight, index) => ({ weight, index }));
      const heaviest = new Heaviest<(typeof items)[number]>(max, ({ weight }) => weight);
      for (const item of items) heaviest.add(item);
      const kept = heaviest.items;
      expect(kept.length).toBe(Math.min(max, items.length));
      expect(heaviest.leftOut).toBe(items.length - kept.length);
      expect(kept.map(({ index }) => index)).toEqual(kept.map(({ index }) => index).toSorted((a, b) => a - b));
      const lightest = Math.min(...kept.map(({ weight }) => weight));
      const dropped = items.filter((item) => !kept.includes(item));
      expect(dropped.every(({ weight }) => weight <= lightest)).toBe(true);
    }),
  );
});
