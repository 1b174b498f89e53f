import { stripVTControlCharacters, styleText } from "node:util";
import { displayWidth } from "effect/cli/CliOutput";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columns } from "../../src/print/table.ts";
import { wrap } from "../../src/print/wrap.ts";

const word = fc.string({ minLength: 1, maxLength: 9, unit: fc.constantFrom(..."abcdefgh0123456789%.,–") });
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(" "));
const wordsOf = (lines: ReadonlyArray<string>) =>
  lines
    .join(" ")
    .split(/\s+/)
    .filter((one) => one !== "");

test("lines are as long as they may be, every word is kept, and later lines are set in", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 12, max: 60 }), (given, width) => {
      const lines = wrap(given, width, "  ");
      expect(wordsOf(lines)).toEqual(wordsOf([given]));
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      for (const line of lines.slice(1)) expect(line).toMatch(/^ {2}\S/);
    }),
  );
});

test("what is coloured stays so from line to line, and no line leaves a colour on", () => {
  const dim = styleText("dim", "one two three four", { validateStream: false });
  const lines = wrap(`${dim} five six`, 9);
  expect(lines.map(stripVTControlCharacters)).toEqual(["one two", "three", "four five", "six"]);
  expect(lines).toEqual([
    "\u001b[2mone two\u001b[0m",
    "\u001b[2mthree\u001b[0m",
    "\u001b[2mfour\u001b[22m five",
    "six",
  ]);
});

test("a table that fits is left as it is, and one that does not keeps every word and no broader line", () => {
  const cell = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
  const table = fc.integer({ min: 1, max: 7 }).chain((size) =>
    fc.record({
      rows: fc.array(fc.array(cell, { minLength: size, maxLength: size }), { minLength: 2, maxLength: 6 }),
      alignments: fc.array(fc.constantFrom("left" as const, "right" as const), { minLength: size, maxLength: size }),
      heads: fc.constantFrom(0, 1),
      width: fc.integer({ min: 24, max: 100 }),
    }),
  );
  fc.assert(
    fc.property(table, ({ rows, alignments, heads, width }) => {
      const wide = columns(rows, alignments, { heads });
      const narrow = columns(rows, alignments, { heads, width });
      if (wide.every((line) => displayWidth(line) <= width)) expect(narrow).toEqual(wide);
      for (const line of narrow) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      const bare = (one: string) => one.replace(/[,:]+$/, "");
      const kept = new Set(wordsOf(narrow).map(bare));
      const says = (one: string | undefined) => /[\p{L}\p{N}]/u.test(one ?? "");
      // A column in which no row says anything needs no name.
      const isSilent = (column: number) => column > 0 && !rows.slice(heads).some((row) => says(row[column]));
      const told = rows.flatMap((row, nth) => row.filter((_, column) => nth >= heads || !isSilent(column)));
      const lost = wordsOf(told)
        .map(bare)
        .filter((one) => says(one) && !kept.has(one));
      expect(lost).toEqual([]);
    }),
  );
});

test("bars go first, and a head over several columns is told with the first of them", () => {
  const rows = [
    ["a phase", "10 %", "███████", "some words about it"],
    ["b", "5 %", "███▌", "more"],
  ];
  expect(columns(rows, ["left", "right", "left", "left"], { width: 36 })).toEqual([
    "  a phase  10 %  some words about it",
    "  b         5 %  more",
  ]);
  const told = [
    ["when", "lost", "", "noticed"],
    ["", "observed", "simulated", ""],
    ["monday morning", "7 h 18 min", "·", "1 min"],
    ["a tuesday", "·", "2 h 5 min", "2 min"],
  ];
  expect(columns(told, ["left", "right", "right", "right"], { width: 34, heads: 2 })).toEqual([
    "  when",
    "  monday morning: lost observed",
    "    7 h 18 min, noticed 1 min",
    "  a tuesday: lost simulated",
    "    2 h 5 min, noticed 2 min",
  ]);
});
