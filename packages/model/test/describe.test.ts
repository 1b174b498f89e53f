import fc from "fast-check";
import { expect, test } from "vitest";
import { describe as show } from "../src/describe.ts";

const circular: { self?: unknown } = {};
circular.self = circular;

test.each([
  ["10", '"10"'],
  [10, "10"],
  [-0.5, "-0.5"],
  [Number.NaN, "NaN"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
  [10n, "10"],
  [null, "null"],
  [undefined, "undefined"],
  [true, "true"],
  [{ a: [1, "b"] }, '{"a":[1,"b"]}'],
  [() => 1, "a function"],
  [Symbol("x"), "Symbol(x)"],
  [circular, "a value that cannot be shown"],
  ["line\nline", '"line\\nline"'],
  ["x".repeat(78), `"${"x".repeat(78)}"`],
  ["x".repeat(200), `"${"x".repeat(79)}…`],
  [Array.from({ length: 1_000 }, () => 0), `[${"0,".repeat(39)}0…`],
])("a value is shown as people wrote it, and cut short when long (%#)", (value, expected) => {
  expect(show(value)).toBe(expected);
});

test("whatever it is, it is shown in one short line", () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), (value) => {
      expect(show(value)).toMatch(/^[^\n]{1,81}$/);
    }),
  );
});
