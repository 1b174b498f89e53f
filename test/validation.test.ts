import { describe, expect, test } from "vitest";
import { targets } from "./validation/targets/index.ts";

describe.each(targets)("target $number: $title", ({ rows }) => {
  test("holds", () => {
    for (const row of rows()) {
      const { name, held, expected, simulated, interval, tolerance } = row;
      expect(
        held,
        `${name}: expected ${expected} ± ${tolerance}, simulated ${simulated} (${interval.join(" … ")})`,
      ).toBe(true);
    }
  });
});

test("the targets are those of the docs, and each is there once", () => {
  const numbers = targets.map(({ number }) => number);
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 9, 10]);
});
