import * as Schema from "effect/Schema";
import { describe, expect, test } from "vitest";
import { decode, decodeFields, PositiveDurationUs, Ratio } from "../src/index.ts";
import { section, withDefault } from "../src/text.ts";

const Part = Schema.Struct({
  count: Schema.Int,
  share: Ratio.pipe(withDefault("50 %")),
  times: section({ short: PositiveDurationUs.pipe(withDefault("1 second")), long: PositiveDurationUs }, "about it"),
  note: Schema.optionalKey(Schema.String),
});
const good = { count: 3, times: { long: "1 minute" } };

describe("decoding", () => {
  test("gives the value with its defaults", () => {
    expect(decode(Part, good)).toEqual({
      value: { count: 3, share: 0.5, times: { short: 1_000_000, long: 60_000_000 } },
    });
  });

  test("puts every problem below the path it is told", () => {
    expect(decode(Part, { ...good, count: "x", extra: 1 }, ["parts", 2])).toEqual({
      problems: [
        { path: ["parts", 2, "extra"], message: expect.stringContaining("is not a field that Ordeal knows here") },
        { path: ["parts", 2, "count"], message: 'expected number, found "x"' },
      ],
    });
  });

  test("finds wrong types, wrong values, missing and unknown fields at every depth at once", () => {
    const decoded = decode(Part, { count: 1.5, share: 2, times: { short: {}, long: "soon", other: 1 }, note: 3, x: 1 });
    expect("problems" in decoded && decoded.problems.map(({ path }) => path.join("."))).toEqual([
      "x",
      "count",
      "share",
      "times.other",
      "times.short",
      "times.long",
      "note",
    ]);
  });

  test("never throws, and gives one problem at least, for whatever is no mapping", () => {
    for (const input of [null, undefined, 3, "x", [], () => 1, Symbol("x"), 10n, new Date(), new Map()]) {
      const decoded = decode(Part, input);
      expect("problems" in decoded && decoded.problems.length).toBeGreaterThan(0);
    }
  });
});

describe("decoding field by field", () => {
  test("reads what can be read, with defaults, and leaves out the rest", () => {
    expect(decodeFields(Part, { count: "x", times: { long: "1 minute" }, unknown: 1 })).toEqual({
      share: 0.5,
      times: { short: 1_000_000, long: 60_000_000 },
    });
    expect(decodeFields(Part, { ...good, share: 7 })).toEqual({
      count: 3,
      times: { short: 1_000_000, long: 60_000_000 },
    });
  });

  test("leaves out what is missing", () => {
    expect(decodeFields(Part, { share: 1 })).toEqual({ share: 1 });
  });

  test("reads nothing from what is no mapping", () => {
    expect([null, undefined, 3, "x"].map((input) => decodeFields(Part, input))).toEqual([{}, {}, {}, {}]);
  });
});
