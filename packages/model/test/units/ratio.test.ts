import * as Schema from "effect/Schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PositiveRatio, printRatio, Ratio, ReducedRatio, SlowedRatio } from "../../src/index.ts";
import { nonsense, read, refused } from "../support.ts";

const shares = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 100_000 }).map((n) => n / 100_000),
  fc.double({ min: 0, max: 1e-9, noNaN: true }),
);

describe("a share", () => {
  test.each([
    ["93.12 %", 0.9312],
    ["93.12%", 0.9312],
    [" 50 % ", 0.5],
    ["0 %", 0],
    ["100 %", 1],
    ["0.057 %", 0.00057],
    ["99.999 %", 0.99999],
    [0.9312, 0.9312],
    [0, 0],
    [1, 1],
  ])("%s is exactly %d", (text, share) => {
    expect(read(Ratio, text)).toBe(share);
  });

  test("in percent is the double nearest to the same share in decimals", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (n) => {
        const percent = `${Math.floor(n / 100)}.${String(n % 100).padStart(2, "0")} %`;
        expect(read(Ratio, percent)).toBe(n / 10_000);
      }),
    );
  });

  test.each(["101 %", "-1 %", 1.01, -0.01, 93.12, "0.5", "50 percent", "10 seconds", "1e400 %", ...nonsense])(
    "%s is none",
    (value) => {
      expect(refused(Ratio, value)).toEqual([
        expect.stringMatching(/^expected a share from 0 % to 100 %, such as "93\.12 %" or 0\.9312, found /),
      ]);
    },
  );

  test("may exclude its ends, and the message says which", () => {
    const cases = [
      [PositiveRatio, [0], "a share above 0 % and at most 100 %"],
      [ReducedRatio, [1], "a share from 0 % to below 100 %"],
      [SlowedRatio, [0, 1], "a share above 0 % and below 100 %"],
    ] as const;
    for (const [schema, ends, expected] of cases) {
      for (const end of [0, 1]) {
        const isRefused = (ends as ReadonlyArray<number>).includes(end);
        expect(refused(schema, end)).toEqual(
          isRefused ? [`expected ${expected}, such as "50 %" or 0.5, found ${end}`] : [],
        );
      }
    }
  });

  test("reads back exactly as it was encoded, as a percentage wherever that is exact", () => {
    fc.assert(fc.property(shares, (share) => read(Ratio, Schema.encodeSync(Ratio)(share)) === share));
    expect(Schema.encodeSync(Ratio)(0.9312)).toBe("93.12 %");
    expect(Schema.encodeSync(Ratio)(1 / 3)).toBe(1 / 3);
  });

  test("is printed without the noise of binary fractions", () => {
    expect([0.07, 0.57, 0.9312, 0, 1].map(printRatio)).toEqual(["7 %", "57 %", "93.12 %", "0 %", "100 %"]);
  });
});
