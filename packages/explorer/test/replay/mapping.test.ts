import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ComponentPlaces, mappings } from "../../src/replay/mapping.ts";

const names = fc.array(fc.string({ maxLength: 12 }), { maxLength: 60 });
const size = fc.integer({ min: 1, max: 50 });

describe.each(mappings)("by %s", (mapping) => {
  test("a place lies within the cluster, and the same name has the same one", () => {
    fc.assert(
      fc.property(names, size, size, (list, here, there) => {
        const places = new ComponentPlaces(mapping, here, there);
        const first = list.map((name) => places.of(name));
        for (const place of first) {
          if (place === undefined) continue;
          expect(Number.isInteger(place)).toBe(true);
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThan(here);
        }
        expect(list.map((name) => places.of(name))).toEqual(first);
        const again = new ComponentPlaces(mapping, here, there);
        expect(list.map((name) => again.of(name))).toEqual(first);
      }),
    );
  });
});

test("in order, the n-th name that appears has the n-th place, and only those beyond the last have none", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 60 }), size, (list, here) => {
      const places = new ComponentPlaces("order", here, 0);
      expect(list.map((name) => places.of(name))).toEqual(list.map((_, n) => (n < here ? n : undefined)));
    }),
  );
});

test("by proportion, all of the recorded cluster has a place, evenly spread", () => {
  fc.assert(
    fc.property(size, size, (here, there) => {
      const places = new ComponentPlaces("proportion", here, there);
      const found = Array.from({ length: there }, (_, n) => places.of(`n${n}`) ?? -1);
      expect(Math.min(...found)).toBe(0);
      const shared = Array.from({ length: here }, (_, n) => found.filter((place) => place === n).length);
      expect(Math.max(...shared) - Math.min(...shared)).toBeLessThanOrEqual(1);
      expect(places.of("one too many")).toBeUndefined();
    }),
  );
});

test("by hash, every name has a place, whatever else appeared", () => {
  fc.assert(
    fc.property(names, size, (list, here) => {
      const together = new ComponentPlaces("hash", here, 0);
      for (const name of list) expect(together.of(name)).toBe(new ComponentPlaces("hash", here, 0).of(name));
      for (const name of list) expect(together.of(name)).toBeDefined();
    }),
  );
});
