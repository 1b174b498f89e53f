import { describe, expect, test } from "vitest";
import { targets } from "./validation/targets/index.ts";

describe.each(targets)("target $number: $title", ({ rows }) => {
  test("holds", async ({ skip }) => {
    let reason: string | undefined;
    for (const row of await rows()) {
      if (row.held === null) {
        reason = row.skipped;
        continue;
      }
      const { name, held, expected, simulated, interval, tolerance } = row;
      expect(
        held,
        `${name}: expected ${expected} ± ${tolerance}, simulated ${simulated} (${interval.join(" … ")})`,
      ).toBe(true);
    }
    skip(reason !== undefined, reason);
  });
});

test("the targets are those of the docs, and each is there once", () => {
  const numbers = targets.map(({ number }) => number);
  expect(numbers).toEqual(Array.from({ length: 19 }, (_, index) => index + 1));
});
