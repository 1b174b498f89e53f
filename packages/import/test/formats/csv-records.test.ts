import fc from "fast-check";
import { expect, test } from "vitest";
import { readRecords } from "../../src/formats/csv/records.ts";
import { bytesOf, collected, pieceBytes } from "../support.ts";

const field = fc.string({ unit: fc.constantFrom("a", " ", ",", '"', "\n", "ü", "1"), maxLength: 6 });
const quote = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

test("records that are written as RFC 4180 has it read back, however the bytes are cut into pieces", async () => {
  const records = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(records, pieceBytes, async (written, bytes) => {
      const lines = written.map((fields) => fields.map(quote).join(","));
      // A line of blanks only is no record.
      const kept = written.filter((_, index) => lines[index]?.trim() !== "");
      const read = await collected(readRecords(bytesOf(lines.map((line) => `${line}\n`).join(""), bytes), ","));
      expect(read.map((record) => ("fields" in record ? record.fields : record))).toEqual(kept);
    }),
  );
});

test("many records know their lines, also after a bad one", async () => {
  const rows = Array.from({ length: 1_200 }, (_, index) => (index % 3 === 0 ? `"a""${index}",b` : `a${index},b`));
  rows[600] = 'a"b"c,d';
  const read = await collected(readRecords(bytesOf(`${rows.join("\n")}\n`), ","));
  expect(read.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 1));
  expect(read.flatMap((record) => ("refused" in record ? [record] : []))).toEqual([
    { line: 601, refused: "not CSV: a quote in the middle of a field" },
  ]);
  expect(read[999]).toEqual({ line: 1_000, fields: ['a"999', "b"] });
});
