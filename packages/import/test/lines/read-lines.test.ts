import fc from "fast-check";
import { expect, test } from "vitest";
import { readLines } from "../../src/index.ts";
import { bytesOf, collected, pieceBytes } from "../support.ts";

const lineText = fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => text.replace(/[\0\r\n\ufeff]/g, "-"));

test("lines come whole and numbered, however the bytes are cut into pieces", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(lineText), fc.constantFrom("\n", "\r\n"), pieceBytes, async (texts, end, bytes) => {
      const source = bytesOf(texts.map((text) => text + end).join(""), bytes);
      const expected = texts.map((text, index) => ({ line: index + 1, text, isTorn: false }));
      expect(await collected(readLines(source))).toEqual(expected);
    }),
  );
});

test("a last line without a line break is torn", async () => {
  expect(await collected(readLines(bytesOf("one\ntw")))).toEqual([
    { line: 1, text: "one", isTorn: false },
    { line: 2, text: "tw", isTorn: true },
  ]);
});

test("a byte order mark is no part of the first line", async () => {
  expect(await collected(readLines(bytesOf("\ufeffone\n")))).toEqual([{ line: 1, text: "one", isTorn: false }]);
});

test("lines that are not UTF-8, or binary, are refused by name and the next one is read", async () => {
  const bytes = Buffer.concat([Buffer.from("a\n"), Buffer.from([0xb0, 0x43, 0x0a]), Buffer.from("b\0c\nd\n")]);
  expect(await collected(readLines(bytesOf(bytes)))).toEqual([
    { line: 1, text: "a", isTorn: false },
    { line: 2, refused: "not UTF-8" },
    { line: 3, refused: "binary data" },
    { line: 4, text: "d", isTorn: false },
  ]);
});

test("the limit is the longest line that is read, whatever the pieces", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 20 }), pieceBytes, async (length, bytes) => {
      const [first, second] = await collected(readLines(bytesOf(`${"x".repeat(length)}\nnext\n`, bytes), 10));
      expect(first !== undefined && "refused" in first).toBe(length > 10);
      expect(second).toMatchObject({ line: 2, text: "next" });
    }),
  );
});

test("a line of a gigabyte is passed over without being kept", async () => {
  const piece = Buffer.alloc(1 << 22, "x");
  const source = async function* () {
    for (let index = 0; index < 256; index++) yield piece;
    yield Buffer.from("\nnext\n");
  };
  const before = process.memoryUsage().rss;
  const lines = await collected(readLines(source()));
  expect(lines).toEqual([
    { line: 1, refused: "longer than 1,000,000 bytes" },
    { line: 2, text: "next", isTorn: false },
  ]);
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
});
