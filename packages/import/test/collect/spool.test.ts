import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Spool } from "../../src/collect/spool.ts";
import { temporaryFolder } from "../support.ts";

const spooled = (entries: ReadonlyArray<{ readonly atUs: number; readonly line: number; readonly text: string }>) => {
  const spool = new Spool(join(temporaryFolder(), "spool"));
  for (const { atUs, line, text } of entries) spool.add(atUs, line, text);
  const all = [...spool.inOrder()];
  spool.close();
  return all;
};

test("texts come back in order of time, and of their lines where times are equal", () => {
  const entry = fc.record({
    atUs: fc.integer({ min: -5, max: 5 }),
    line: fc.integer({ min: 1, max: 5 }),
    text: fc.string({ unit: "grapheme", maxLength: 8 }).map((text) => text.toWellFormed()),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
      const sorted = entries.toSorted((a, b) => a.atUs - b.atUs || a.line - b.line);
      expect(spooled(entries)).toEqual(sorted.map(({ atUs, text }) => ({ atUs, text })));
    }),
  );
});

test("more than one buffer full comes back whole", () => {
  const entries = Array.from({ length: 60_000 }, (_, index) => ({
    atUs: index,
    line: index,
    text: `fault ${index} ü`,
  }));
  expect(spooled(entries).map(({ text }) => text)).toEqual(entries.map(({ text }) => text));
});
