import fc from "fast-check";
import { expect, test } from "vitest";
import { parseFoundAt, printFoundAt } from "../../../src/index.ts";
import { cases } from "../../arbitraries/relation.ts";

test("where something was found reads back as it was written", () => {
  const at = fc.record({ worker: fc.nat(63), index: fc.nat(1e9), path: fc.array(fc.nat(20_000)) });
  fc.assert(
    fc.property(at, (one) => {
      expect(parseFoundAt(printFoundAt(one))).toEqual(one);
      expect(parseFoundAt(` ${printFoundAt(one)} `)).toEqual(one);
    }),
    cases(200),
  );
});

test("what nobody printed is none", () => {
  for (const text of ["", "0", "0/1", "0/:", "/1:", "0/1:2.", "0/1:.2", "-1/2:3", "0/1:2 3", "a/1:2", "0/1.5:2"])
    expect(parseFoundAt(text), text).toBeUndefined();
});

test("any text is read, or is none", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const at = parseFoundAt(text);
      if (at !== undefined) expect(parseFoundAt(printFoundAt(at))).toEqual(at);
    }),
    cases(500),
  );
});
