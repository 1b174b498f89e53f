import fc from "fast-check";
import { expect, test } from "vitest";
import { TextSet } from "../src/text-set.ts";

test("knows what was there before, as a set does", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 500 }), (texts) => {
      const known = new Set<string>();
      const set = new TextSet();
      for (const text of texts) {
        expect(set.has(text)).toBe(known.has(text));
        expect(set.add(text)).toBe(!known.has(text));
        known.add(text);
        expect(set.has(text)).toBe(true);
      }
    }),
  );
});

test("takes no two of a hundred thousand texts for the same", () => {
  const set = new TextSet();
  for (let index = 0; index < 100_000; index++) expect(set.add(`node-${index}`)).toBe(true);
  for (let index = 0; index < 100_000; index += 997) expect(set.add(`node-${index}`)).toBe(false);
});
