import fc from "fast-check";
import { expect, test } from "vitest";
import { ChurningMap } from "../../src/kernel/churning-map.ts";

const change = fc.record({ deletes: fc.boolean(), from: fc.nat(2_000), count: fc.nat(1_500) });

test("holds what a Map holds, in the same order, however much comes and goes", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const churning = new ChurningMap<string, number>([["0", -1]]);
      const plain = new Map<string, number>([["0", -1]]);
      const found: Array<boolean> = [];
      for (const { deletes, from, count } of changes) {
        for (let key = from; key < from + count; key++) {
          if (deletes) found.push(churning.delete(`${key}`) === plain.delete(`${key}`));
          else {
            churning.set(`${key}`, key);
            plain.set(`${key}`, key);
          }
        }
      }
      expect(found).not.toContain(false);
      expect(churning.size).toBe(plain.size);
      expect([...churning.keys()]).toEqual([...plain.keys()]);
      expect([...churning.values()]).toEqual([...plain.values()]);
      for (const key of ["0", "5", "1999", "x"]) {
        expect(churning.has(key)).toBe(plain.has(key));
        expect(churning.get(key)).toBe(plain.get(key));
      }
    }),
    { numRuns: 30 },
  );
});
