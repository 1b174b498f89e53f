import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readElements } from "../../src/json/read-elements.ts";
import { bytesOf, collected, pieceBytes } from "../support.ts";

const valuesIn = async (text: string | Uint8Array, bytes = 7, max?: number) =>
  (await collected(readElements(bytesOf(text, bytes), max))).map((one) => ("value" in one ? one.value : one));

const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()));

describe("the elements of a JSON file", () => {
  test("are those of its list, however it is indented and cut into pieces", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.integer({ min: 0, max: 4 }),
        pieceBytes,
        async (values, indent, bytes) => {
          expect(await valuesIn(JSON.stringify(values, null, indent), bytes)).toEqual(
            JSON.parse(JSON.stringify(values)) as unknown,
          );
        },
      ),
    );
  });

  test("are its lines when it is NDJSON", async () => {
    await fc.assert(
      fc.asyncProperty(objects, pieceBytes, async (values, bytes) => {
        const text = values.map((value) => `${JSON.stringify(value)}\n`).join("");
        expect(await valuesIn(text, bytes)).toEqual(
          values.map((value) => JSON.parse(JSON.stringify(value)) as unknown),
        );
      }),
    );
  });

  test("may be printed one after the other, each over many lines", async () => {
    await fc.assert(
      fc.asyncProperty(objects, async (values) => {
        const text = values.map((value) => JSON.stringify(value, null, 2)).join("\n");
        expect(await valuesIn(text)).toEqual(values.map((value) => JSON.parse(JSON.stringify(value)) as unknown));
      }),
    );
  });

  test("know the line they begin on", async () => {
    const elements = await collected(readElements(bytesOf('[\n{"a":\n1},\n\n{"b":2}]')));
    expect(elements).toEqual([
      { line: 2, value: { a: 1 } },
      { line: 5, value: { b: 2 } },
    ]);
  });
});

describe("a broken element", () => {
  test("is refused and the next one is read: a text without its end, a bracket too few", async () => {
    expect(await valuesIn('{"a": "b}\n{"c": 1}\n{"d": {"e": 2}\n{"f": 3}\n')).toEqual([
      { line: 1, refused: "not JSON" },
      { c: 1 },
      { line: 3, refused: "not JSON" },
      { f: 3 },
    ]);
  });

  test("is refused as torn when the file ends inside of it", async () => {
    expect(await valuesIn('[{"a": 1},\n{"b": ')).toEqual([
      { a: 1 },
      { line: 2, refused: "torn: the file ends inside of it" },
    ]);
  });

  test("is refused when it is not UTF-8, or binary", async () => {
    const bytes = Buffer.concat([Buffer.from('[{"a":"'), Buffer.from([0xff]), Buffer.from('"},\n{"b":"\0"},{"c":1}]')]);
    expect(await valuesIn(bytes)).toEqual([
      { line: 1, refused: "not UTF-8" },
      { line: 2, refused: "binary data" },
      { c: 1 },
    ]);
  });

  test("is passed over without being kept when it is too long", async () => {
    const long = `{"a":"${"x".repeat(100)}"}`;
    expect(await valuesIn(`[${long},{"b":1}]`, 7, 50)).toEqual([
      { line: 1, refused: "longer than 50 bytes" },
      { b: 1 },
    ]);
  });
});

test("any bytes are read to their end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), pieceBytes, async (bytes, piece) => {
      const elements = await collected(readElements(bytesOf(bytes, piece)));
      for (const { line } of elements) expect(line).toBeGreaterThan(0);
    }),
  );
});

test("any text of JSON's own characters is read to its end", async () => {
  const text = fc.string({
    unit: fc.constantFrom("[", "]", "{", "}", '"', "\\", ",", ":", "\n", "1", "a"),
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(text, pieceBytes, async (written, piece) => {
      const whole = await collected(readElements(bytesOf(written)));
      expect(await collected(readElements(bytesOf(written, piece)))).toEqual(whole);
    }),
    { numRuns: 1_000 },
  );
});
