import * as Schema from "effect/Schema";
import { describe, expect, test } from "vitest";
import { refused } from "./support.ts";

const A = Schema.Struct({ a: Schema.Struct({ size: Schema.Int }) });
const B = Schema.Struct({ b: Schema.Number, c: Schema.optionalKey(Schema.String) });
const Either = Schema.Union([Schema.Literals(["none", "all"]), A, B]).annotate({ expected: "none, all, {a} or {b}" });
const Tagged = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("x"), size: Schema.Int }),
  Schema.Struct({ kind: Schema.Literal("y") }),
]).annotate({ expected: "an x or a y" });

describe("what was expected", () => {
  test.each([
    [Schema.String, 3, "expected text, found 3"],
    [Schema.Boolean, "yes", 'expected true or false, found "yes"'],
    [Schema.Array(Schema.String), "x", 'expected a list, found "x"'],
    [Schema.Struct({ a: Schema.String }), 3, "expected a mapping, found 3"],
    [Schema.Literals(["hot", "warm"]), "cold", 'expected "hot" or "warm", found "cold"'],
    [Schema.Literal("hot"), "cold", 'expected "hot", found "cold"'],
    [Schema.NonEmptyArray(Schema.String), [], "expected at least one item, found an empty list"],
    [
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 64 })),
      65,
      "expected a value between 1 and 64, found 65",
    ],
    [Schema.Int.check(Schema.isGreaterThan(0)), 0, "expected a value greater than 0, found 0"],
    [Schema.Int, 1.5, "expected an integer, found 1.5"],
    [Schema.Finite, Number.NaN, "expected a finite number, found NaN"],
  ])("is said in words, not in types (%#)", (schema, value, message) => {
    expect(refused(schema as Schema.Codec<unknown>, value)).toEqual([message]);
  });

  test("of a value that breaks several rules is the first", () => {
    const count = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 64 }));
    expect(refused(count, Number.NaN)).toEqual(["expected an integer, found NaN"]);
    expect(refused(Schema.Struct({ count }), { count: Number.POSITIVE_INFINITY })).toEqual([
      "count: expected an integer, found Infinity",
    ]);
  });
});

describe("of several ways to write something", () => {
  test("the one that was meant is corrected", () => {
    expect(refused(Either, { a: { size: "x" } })).toEqual(['a.size: expected number, found "x"']);
    expect(refused(Either, { b: "x", c: 3 })).toEqual(['b: expected number, found "x"', "c: expected text, found 3"]);
    expect(refused(Either, { b: 1, d: 3 })).toEqual([
      expect.stringContaining("d: is not a field that Ordeal knows here"),
    ]);
  });

  test("all are listed when none was meant, or two", () => {
    for (const [value, found] of [
      ["some", '"some"'],
      [{ z: 1 }, '{"z":1}'],
      [{}, "{}"],
      [{ a: { size: 1 }, b: 1 }, '{"a":{"size":1},"b":1}'],
      [7, "7"],
    ] as const) {
      expect(refused(Either, value)).toEqual([`expected none, all, {a} or {b}, found ${found}`]);
    }
  });

  test("the one with that kind is corrected, however much else is wrong", () => {
    expect(refused(Tagged, { kind: "x", sise: 1 })).toEqual([
      expect.stringContaining("sise: is not a field that Ordeal knows here"),
      "size: is required, and it is missing",
    ]);
    expect(refused(Tagged, { kind: "z", size: 1 })).toEqual(['kind: expected an x or a y, found "z"']);
    expect(refused(Tagged, { size: 1 })).toEqual(["expected an x or a y, found no kind"]);
    expect(refused(Tagged, "x")).toEqual(['expected an x or a y, found "x"']);
  });
});
