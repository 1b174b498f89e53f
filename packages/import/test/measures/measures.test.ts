import { describe, expect, test } from "vitest";
import { decodeMeasureMapping } from "../../src/measures/mapping.ts";
import { readMeasures } from "../../src/measures/read.ts";

const kinds = ["step", "stall"] as const;
const mappingOf = (written: object) => {
  const decoded = decodeMeasureMapping(written, kinds);
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};
const read = async (text: string, written: object) => {
  const source = (async function* () {
    yield new TextEncoder().encode(text);
  })();
  const all = [];
  for await (const one of readMeasures(source, mappingOf(written))) all.push(one);
  return all;
};

describe("a table of how long things took", () => {
  test("gives a time for every rule that fits a row, and none for an empty cell", async () => {
    const measures = [
      { measure: "step", column: "step", unit: "millis", when: { what: "^train$" } },
      { measure: "stall", column: "save", unit: "seconds", tier: "disk" },
    ];
    expect(await read("what,step,save\ntrain,1500,2\neval,9,\n train ,2000,n/a\n", { measures })).toEqual([
      { line: 2, measure: "step", us: 1_500_000, tier: undefined },
      { line: 2, measure: "stall", us: 2_000_000, tier: "disk" },
      { line: 4, measure: "step", us: 2_000_000, tier: undefined },
    ]);
  });

  test("may have another delimiter, and names of columns from the mapping", async () => {
    const measures = [{ measure: "step", column: "b", unit: "seconds" }];
    expect(await read("x;3\n", { delimiter: ";", columns: ["a", "b"], measures })).toEqual([
      { line: 1, measure: "step", us: 3_000_000, tier: undefined },
    ]);
  });

  test.each([
    ["step\n-1\n", "step: expected no negative duration, found -1"],
    ["step\nsoon\n", 'step: expected a number, found "soon"'],
    ["other\n1\n", "no column step: the file has other"],
  ])("says what is wrong: %j", async (text, bad) => {
    const measures = [{ measure: "step", column: "step", unit: "seconds" }];
    expect(await read(text, { measures })).toEqual([expect.objectContaining({ bad })]);
  });
});

test.each([
  [{ measures: [{ measure: "nap", column: "a", unit: "seconds" }] }, /measures,0,measure/],
  [{ measures: [] }, /measures/],
  [{ measures: [{ measure: "step", column: "a", unit: "seconds", when: { a: "(?=b)" } }] }, /look-around/],
])("a mapping that is none is refused: %j", (written, expected) => {
  const decoded = decodeMeasureMapping(written, kinds);
  const said = "problems" in decoded ? decoded.problems.map(({ path, message }) => `${path} ${message}`).join() : "";
  expect(said).toMatch(expected);
});
